import { isObject, type JsonObject } from "../kimi/index.ts";

/** As official clients send at most (2026-08); the service's own limit is not documented. */
export const MAX_VIDEO_BYTES = 100 * 1024 * 1024;

/** Videos that official clients send, by media type and by the end of a file's name (2026-08). */
const FORMATS: Readonly<Record<string, readonly string[]>> = {
  "video/mp4": ["mp4", "m4v"],
  "video/mpeg": ["mpeg", "mpg"],
  "video/quicktime": ["mov"],
  "video/webm": ["webm"],
  "video/x-matroska": ["mkv"],
  "video/x-msvideo": ["avi"],
  "video/x-flv": ["flv"],
  "video/3gpp": ["3gp", "3gpp"],
};

/** The formats as they are named to a user. */
export const VIDEO_FORMAT_NAMES = "MP4, MPEG, MOV, WebM, MKV, AVI, FLV and 3GP";

/** The media type of a video as the service takes it, told by what the host says or else by its name; `null` for another. */
export function videoType(mime: string | undefined, fileName: string): string | null {
  const said = mime?.split(";")[0]?.trim().toLowerCase() ?? "";
  if (Object.hasOwn(FORMATS, said)) return said;
  const ending = /\.([a-z0-9]+)$/iu.exec(fileName)?.[1]?.toLowerCase() ?? "";
  return Object.entries(FORMATS).find(([, endings]) => endings.includes(ending))?.[0] ?? null;
}

/** The name that official clients give an upload (2026-08): what a user called the file is nobody's business. */
export function uploadName(type: string): string {
  return `upload.${FORMATS[type]?.[0] ?? "bin"}`;
}

/** A chat request about a file that was uploaded (official client, 2026-08). */
export function videoQuestion(model: string, prompt: string, fileId: string): JsonObject {
  const video = { type: "video_url", video_url: { url: `ms://${fileId}`, id: fileId } };
  return { model, messages: [{ role: "user", content: [{ type: "text", text: prompt }, video] }] };
}

/** The text of a chat completion that was not streamed; `null` for an answer without one. */
export function parseCompletion(body: unknown): string | null {
  const choices = isObject(body) ? body["choices"] : undefined;
  const list: readonly unknown[] = Array.isArray(choices) ? choices : [];
  const message = isObject(list[0]) ? list[0]["message"] : undefined;
  const text = isObject(message) ? message["content"] : undefined;
  return typeof text === "string" && text.trim() !== "" ? text.trim() : null;
}
