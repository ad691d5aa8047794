import type { IncomingMessage } from "node:http";

/** What an endpoint reads: JSON whatever the content type, or a form that says that it is one. */
export type BodyFormat = "json" | "form" | "multipart";

/** Largest form with a file that is read: what official clients send at most (100 MB, 2026-08), and its frame. */
const MAX_MULTIPART_BYTES = 101 * 1024 * 1024;

/** A file in a form. */
export interface FormFile {
  readonly name: string;
  readonly mime: string;
  readonly bytes: number;
}

export type FormFields = Readonly<Record<string, string>>;

export type RequestBody =
  | { readonly kind: "none"; readonly bytes: 0 }
  | { readonly kind: "json"; readonly bytes: number; readonly value: unknown }
  | { readonly kind: "form"; readonly bytes: number; readonly fields: FormFields }
  | {
      readonly kind: "multipart";
      readonly bytes: number;
      readonly fields: FormFields;
      readonly files: Readonly<Record<string, FormFile>>;
      /** The bytes of `files`, by the same names. */
      readonly contents: Readonly<Record<string, Blob>>;
    }
  | { readonly kind: "malformed"; readonly bytes: number }
  | { readonly kind: "tooLarge"; readonly bytes: number };

/**
 * Reads a body to its end and parses it. What exceeds the limit (of its own for a form with files) is read and dropped,
 * so that the client gets to see the answer.
 *
 * @throws when the client leaves before the end.
 */
export async function readBody(
  request: IncomingMessage,
  format: BodyFormat,
  bytesLimit: number,
): Promise<RequestBody> {
  const maxBytes = format === "multipart" ? MAX_MULTIPART_BYTES : bytesLimit;
  const chunks: Buffer[] = [];
  let bytes = 0;
  const stream: AsyncIterable<unknown> = request;
  for await (const chunk of stream) {
    if (!Buffer.isBuffer(chunk)) continue;
    bytes += chunk.length;
    if (bytes <= maxBytes) chunks.push(chunk);
  }
  if (bytes === 0) return { kind: "none", bytes };
  if (bytes > maxBytes) return { kind: "tooLarge", bytes };
  const contentType = request.headers["content-type"];
  if (format === "multipart") return await parseMultipart(Buffer.concat(chunks), bytes, contentType);
  const text = Buffer.concat(chunks).toString("utf8");
  if (format === "form") return parseForm(text, bytes, contentType);
  try {
    const value: unknown = JSON.parse(text);
    return { kind: "json", bytes, value };
  } catch {
    return { kind: "malformed", bytes };
  }
}

/** An empty field counts as left out, and one that comes twice spoils the form (RFC 6749 section 3.2). */
function parseForm(text: string, bytes: number, contentType: string | undefined): RequestBody {
  const isForm = /^application\/x-www-form-urlencoded *(?:;|$)/iu.test(contentType ?? "");
  const entries = [...new URLSearchParams(text)];
  const isRepeated = new Set(entries.map(([name]) => name)).size < entries.length;
  if (!isForm || isRepeated) return { kind: "malformed", bytes };
  return { kind: "form", bytes, fields: Object.fromEntries(entries.filter(([, value]) => value !== "")) };
}

async function parseMultipart(
  body: Buffer<ArrayBuffer>,
  bytes: number,
  contentType = "",
): Promise<RequestBody> {
  try {
    const form = await new Response(body, { headers: { "content-type": contentType } }).formData();
    const fields: Record<string, string> = {};
    const files: Record<string, FormFile> = {};
    const contents: Record<string, Blob> = {};
    for (const [name, value] of form) {
      if (typeof value === "string") {
        fields[name] = value;
        continue;
      }
      files[name] = { name: value.name, mime: value.type, bytes: value.size };
      contents[name] = value;
    }
    return { kind: "multipart", bytes, fields, files, contents };
  } catch {
    return { kind: "malformed", bytes };
  }
}
