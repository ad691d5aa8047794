import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from "node:crypto";

const CIPHER = "aes-256-gcm";
const IV_BYTES = 12;
const TAG_BYTES = 16;

/**
 * Closes texts for whoever has a refresh token. What is left in a file then is worth nothing without the store that
 * holds the token, and the token itself is spent by the time.
 */
export interface Seal {
  /** Stands for the token in file names, and says nothing of it. */
  readonly name: string;
  close(text: string): Buffer;
  /** `null` for what was not closed with the same token, or was changed or cut since. */
  open(sealed: Buffer): string | null;
}

export function createSeal(refreshToken: string): Seal {
  const key = derive(refreshToken, "answer", 32);
  return {
    name: derive(refreshToken, "name", 16).toString("hex"),
    close(text) {
      const iv = randomBytes(IV_BYTES);
      const cipher = createCipheriv(CIPHER, key, iv);
      const closed = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
      return Buffer.concat([iv, cipher.getAuthTag(), closed]);
    },
    open(sealed) {
      if (sealed.length < IV_BYTES + TAG_BYTES) return null;
      const decipher = createDecipheriv(CIPHER, key, sealed.subarray(0, IV_BYTES), {
        authTagLength: TAG_BYTES,
      });
      decipher.setAuthTag(sealed.subarray(IV_BYTES, IV_BYTES + TAG_BYTES));
      try {
        const opened = decipher.update(sealed.subarray(IV_BYTES + TAG_BYTES));
        return Buffer.concat([opened, decipher.final()]).toString("utf8");
      } catch {
        return null;
      }
    },
  };
}

/** RFC 5869; the token itself is random, so it needs no salt. */
function derive(refreshToken: string, purpose: string, bytes: number): Buffer {
  return Buffer.from(hkdfSync("sha256", refreshToken, "", `openclaw-kimi-coding renewal ${purpose}`, bytes));
}
