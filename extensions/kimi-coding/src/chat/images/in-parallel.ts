/** Works on all of a list, on a few at a time, in order. Rejects with the first failure; no further one is begun then. */
export async function inParallel<T>(
  list: readonly T[],
  atATime: number,
  work: (entry: T) => Promise<void>,
): Promise<void> {
  const left = [...list];
  let hasFailed = false;
  const worker = async () => {
    for (let entry = left.shift(); entry !== undefined && !hasFailed; entry = left.shift()) {
      try {
        await work(entry);
      } catch (error) {
        hasFailed = true;
        throw error;
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(atATime, left.length) }, worker));
}
