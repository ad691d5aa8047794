import { createParser } from "eventsource-parser";

/** Maximum length of a frame or an unfinished line, in code units. The largest complete tool calls seen have under a million. */
const MAX_FRAME_LENGTH = 16 * 1024 * 1024;

/**
 * Turns the bytes of an event stream into the data of its frames. A chunk may end anywhere, even inside a character.
 * Skips the comments that services send to keep a connection open.
 */
export class FrameReader {
  readonly #decoder = new TextDecoder();
  readonly #parser = createParser({
    onEvent: ({ data }) => void this.#ready.push(data),
    onError: ({ type }) => {
      if (type === "max-buffer-size-exceeded") this.#isTooLong = true;
    },
    maxBufferSize: MAX_FRAME_LENGTH,
  });
  #ready: string[] = [];
  #isTooLong = false;

  /** The data of the frames that these bytes complete; `null` once a frame is longer than any should be. */
  read(bytes: Uint8Array): readonly string[] | null {
    return this.#feed(this.#decoder.decode(bytes, { stream: true }));
  }

  /** The data of a last frame that has no blank line behind it. */
  end(): readonly string[] | null {
    return this.#feed(`${this.#decoder.decode()}\n\n`);
  }

  #feed(text: string): readonly string[] | null {
    if (this.#isTooLong) return null;
    this.#parser.feed(text);
    return this.#takeReady();
  }

  #takeReady(): readonly string[] | null {
    const ready = this.#ready;
    this.#ready = [];
    return this.#isTooLong ? null : ready;
  }
}
