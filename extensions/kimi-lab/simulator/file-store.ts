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
  // Of all that were ever added: no id is given out twice, so that a forgotten one never stands for another file.
  let count = 0;
  return {
    add(accountId, stored) {
      const id = createHash("sha256").update(`${accountId}:${count}`).digest("hex").slice(0, 20);
      count += 1;
      files.set(place(accountId, id), stored);
      return id;
    },
    find: (accountId, id) => files.get(place(accountId, id)),
    clear: () => files.clear(),
  };
}
