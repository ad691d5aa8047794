/**
 * A value that is built when it is first asked for. For schemas: each costs a fraction of a millisecond to build, and
 * most starts of a host need none of them.
 */
export function builtOnce<T extends object>(build: () => T): () => T {
  let built: T | undefined;
  return () => (built ??= build());
}
