import { createHash } from "node:crypto";

import type { ImageFacts } from "./image-facts.ts";
import type { FormFile } from "./request-body.ts";

/** What was uploaded: a video, or an image and what it shows. */
export type StoredFile =
  | { readonly kind: "video"; readonly file: FormFile }
  | { readonly kind: "image"; readonly file: FormFile; readonly facts: ImageFacts };

/** The uploaded files, by account. */
export interface FileStore {
  add(accountId: string, stored: StoredFile): string;
  find(accountId: string, id: string): StoredFile | undefined;
  clear(): void;
}

function place(accountId: string, id: string): string {
  return `${accountId} ${id}`;
}

export function createFileStore(): FileStore {
  const files = new Map<string, StoredFile>();
  return {
    add(accountId, stored) {
      const id = createHash("sha256").update(`${accountId}:${files.size}`).digest("hex").slice(0, 20);
      files.set(place(accountId, id), stored);
      return id;
    },
    find: (accountId, id) => files.get(place(accountId, id)),
    clear: () => files.clear(),
  };
}
