import { isObject } from "../json.ts";

/** A model that an account may use. */
export interface ListedModel {
  readonly id: string;
  /** The name that people know; `null` where the service gives none. */
  readonly displayName: string | null;
  /** Tokens; `null` where the service gives no positive number. */
  readonly contextWindow: number | null;
  /** Whether it takes videos; `null` where the service does not say. */
  readonly videoInput: boolean | null;
}

/**
 * Reads the body of `GET /models`: `{ data: [{ id, display_name?, context_length? }] }`, numbers also as text
 * (official clients, 2026-08). Rows without an id are skipped. Returns `null` for a body of another shape.
 */
export function parseModelList(body: unknown): ListedModel[] | null {
  const data = isObject(body) ? body["data"] : undefined;
  if (!Array.isArray(data)) return null;
  const rows: readonly unknown[] = data;
  return rows.flatMap((row) => {
    const id = isObject(row) ? row["id"] : undefined;
    if (!isObject(row) || typeof id !== "string" || id === "") return [];
    const name = row["display_name"];
    const tokens = Number(row["context_length"]);
    return [
      {
        id,
        displayName: typeof name === "string" && name !== "" ? name : null,
        contextWindow: Number.isSafeInteger(tokens) && tokens > 0 ? tokens : null,
        videoInput: typeof row["supports_video_in"] === "boolean" ? row["supports_video_in"] : null,
      },
    ];
  });
}
