import type { Turn } from "./schedule.ts";

/** The words by which a turn is known wherever it appears. */
export interface Markers {
  /** In the message of the user. */
  readonly said: string;
  /** In the file that the turn has the model read, and nowhere else. */
  readonly found: string;
}

export function markersOf({ session, number }: Pick<Turn, "session" | "number">): Markers {
  const place = `S${String(session).padStart(3, "0")}T${String(number).padStart(5, "0")}`;
  return { said: `Q${place}Q`, found: `W${place}W` };
}

/** One marker as it stands in a text. */
export interface SeenMarker {
  readonly word: string;
  readonly session: number;
  readonly number: number;
}

const marker = /(?<frame>[QW])S(?<session>\d{3})T(?<number>\d{5})\k<frame>/gu;

/** Every marker in a text, in order, of either kind or of one. */
export function findMarkers(text: string, kind?: keyof Markers): readonly SeenMarker[] {
  return [...text.matchAll(marker)].flatMap(({ 0: word, groups = {} }) =>
    kind !== undefined && groups["frame"] !== (kind === "said" ? "Q" : "W")
      ? []
      : [{ word, session: Number(groups["session"]), number: Number(groups["number"]) }],
  );
}

/** The session of a conversation in the gateway; its name holds no marker. */
export function sessionKeyOf(session: number, agent: string): string {
  return `agent:${agent}:soak-${session}`;
}

/** The size of the image of a turn, which no other turn has. */
export function imageSizeOf({ session, number }: Pick<Turn, "session" | "number">): {
  readonly width: number;
  readonly height: number;
} {
  return { width: 20 + session, height: 20 + number };
}
