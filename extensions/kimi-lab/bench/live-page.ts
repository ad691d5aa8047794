import { cpus } from "node:os";

/** When each word was seen, in milliseconds of this process's `performance.now()`. */
export type Sighting = ReadonlyMap<string, number>;

export interface Delays {
  /** Milliseconds from sending to seeing. */
  readonly first: number;
  readonly median: number;
  readonly longest: number;
}

export interface LiveRow extends Delays {
  readonly host: string;
  readonly api: string;
  readonly place: string;
}

/** @throws when a word was not seen. */
export function delaysOf(sentAt: ReadonlyMap<string, number>, seenAt: Sighting): Delays {
  const delays = [...sentAt].map(([word, sent]) => {
    const seen = seenAt.get(word);
    if (seen === undefined) throw new Error(`The word ${word} was never seen.`);
    return seen - sent;
  });
  const sorted = delays.toSorted((one, other) => one - other);
  const [first, median, longest] = [delays[0], sorted[Math.floor(sorted.length / 2)], sorted.at(-1)];
  if (first === undefined || median === undefined || longest === undefined)
    throw new Error("No word was sent.");
  return { first, median, longest };
}

/** The page that the command leaves behind. */
export function renderPage(rows: readonly LiveRow[]): string {
  const [cpu] = cpus();
  const line = ({ host, place, api, first, median, longest }: LiveRow) =>
    `| ${[host, place, `\`${api}\``, ...[first, median, longest].map((ms) => ms.toFixed(0))].join(" | ")} |`;
  return `# How live an answer is

How far what a person sees is behind what the service sends: the simulator sends a word every 100 ms, behind some
reasoning. On \`openai-completions\` the answer comes through the plugin's own transport; on \`anthropic-messages\` through
the adapter of the host. This page is written by \`npm run bench:live\`; do not edit it.

${new Date().toISOString().slice(0, 10)}, Node ${process.versions.node}, ${cpu?.model ?? "unknown CPU"}. Milliseconds from the moment that a word is sent
until it is in an event of the gateway, or on the screen. The screen of the terminal is read again and again, which
takes some milliseconds each time.

| OpenClaw | place | dialect | first word | median | longest |
| --- | --- | --- | ---: | ---: | ---: |
${rows.map(line).join("\n")}
`;
}
