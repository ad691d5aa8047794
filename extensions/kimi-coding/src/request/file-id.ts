import { isObject } from "../kimi/index.ts";

/** The id of a file at the service, as `ms://` references name it; seen ids are much shorter. */
const FILE_ID = /^[\w.-]{1,200}$/u;

/** Whether a value is such an id. */
export function isFileId(value: unknown): value is string {
  return typeof value === "string" && FILE_ID.test(value);
}

/** The id in the answer of `POST /files`; `null` for an answer of another shape. */
export function parseFileId(body: unknown): string | null {
  const id = isObject(body) ? body["id"] : undefined;
  return isFileId(id) ? id : null;
}
