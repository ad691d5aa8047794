import type { Conversation, VideoPart } from "./conversation.ts";
import { turnVideos } from "./conversation.ts";
import type { Exchange } from "./exchange.ts";
import { badRequest, faults, type Fault } from "./faults.ts";
import type { StoredFile } from "./file-store.ts";
import { lookAt } from "./image-facts.ts";
import type { ModelRow } from "./models.ts";
import type { FormFile } from "./request-body.ts";
import { sentences } from "./sentences.ts";

/** Largest file that official clients send (2026-08); the service's own limit is not documented. */
const MAX_FILE_BYTES = 100 * 1024 * 1024;
/** Videos that official clients send (2026-08), by the end of their media type. */
const videoTypes = /^video\/(?:mp4|mpeg|quicktime|webm|x-matroska|x-msvideo|x-flv|3gpp)$/u;

/**
 * Takes a video in, and since September 2026 an image. Official clients send nothing else, and read nothing but `id` of
 * the answer (2026-08, 2.1.0); the rest of it is that of an OpenAI file object. The words of the refusals are not on
 * record.
 */
export async function answerFiles(exchange: Exchange): Promise<void> {
  const { account, body, answer, refuse, files, service } = exchange;
  const reply = exchange.scripted();
  if (reply?.kind === "fault") return await refuse(reply.fault);
  if (body.kind === "tooLarge") return await refuse(faults.requestTooLarge);
  const file = body.kind === "multipart" ? body.files["file"] : undefined;
  const content = body.kind === "multipart" ? body.contents["file"] : undefined;
  if (body.kind !== "multipart" || file === undefined || content === undefined) {
    return await refuse(faults.invalidRequest);
  }
  if (file.bytes === 0) return await refuse(badRequest("file is empty"));
  if (file.bytes > MAX_FILE_BYTES) return await refuse(faults.requestTooLarge);
  const { purpose } = body.fields;
  const stored = await store(file, content, purpose, service);
  if (stored.kind === "refused") return await refuse(stored.fault);
  await answer.json(200, {
    id: files.add(account.id, stored),
    object: "file",
    bytes: file.bytes,
    created_at: Math.floor(Date.now() / 1000),
    filename: file.name,
    purpose,
    status: "ready",
  });
}

async function store(
  file: FormFile,
  content: Blob,
  purpose: string | undefined,
  { storesImages, furtherImageTypes }: Exchange["service"],
): Promise<StoredFile | { readonly kind: "refused"; readonly fault: Fault }> {
  if (purpose === "video") {
    return videoTypes.test(file.mime) ? { kind: "video", file } : refused("unsupported video format");
  }
  if (purpose !== "image" || !storesImages) return refused("invalid purpose");
  const facts = await lookAt(Buffer.from(await content.arrayBuffer()), file.mime, furtherImageTypes);
  return facts === undefined ? refused(sentences.imageFormat()) : { kind: "image", file, facts };
}

export type InspectedVideos =
  | { readonly kind: "seen"; readonly files: ReadonlyMap<VideoPart, FormFile> }
  | { readonly kind: "refused"; readonly fault: Fault };

/** Finds the file of every video of a conversation; one of another account, or for a model without eyes for it, is refused. */
export function inspectVideos(
  conversation: Conversation,
  model: ModelRow,
  find: (id: string) => StoredFile | undefined,
): InspectedVideos {
  const seen = new Map<VideoPart, FormFile>();
  for (const video of conversation.turns.flatMap(turnVideos)) {
    if (!model.supports_video_in) return refused("unsupported video input");
    const [, id] = /^ms:\/\/(.+)$/u.exec(video.url) ?? [];
    const stored = id === undefined ? undefined : find(id);
    const file = stored?.kind === "video" ? stored.file : undefined;
    // Videos inside a request are taken, and not looked into.
    if (file === undefined && !video.url.startsWith("data:video/")) return refused("unsupported video url");
    if (file !== undefined) seen.set(video, file);
  }
  return { kind: "seen", files: seen };
}

function refused(message: string): { readonly kind: "refused"; readonly fault: Fault } {
  return { kind: "refused", fault: badRequest(message) };
}
