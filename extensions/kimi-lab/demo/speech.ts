import { stripVTControlCharacters } from "node:util";

import type { ChatUpdate } from "../host/chat.ts";
import type { Progress } from "./progress.ts";

/** Writes one answer: reasoning dim, tools by name, text as it is. */
export interface Speech {
  /** Before `begin`, what is heard is kept, so that it does not break the line of a running step. */
  hear(update: ChatUpdate): void;
  begin(): void;
  /** Ends the answer. The final text counts: a host may have withheld or replaced what it streamed. */
  end(finalText: string): void;
}

const indent = "      ";

export function createSpeech(progress: Progress): Speech {
  const held: ChatUpdate[] = [];
  let begun = false;
  let last: ChatUpdate["kind"] | undefined;
  let written = "";

  /** A new paragraph when the kind of speech changes. */
  const lead = (kind: ChatUpdate["kind"], label: string) => {
    if (last !== kind) progress.write(`${last === undefined ? "" : "\n"}${label}`);
    last = kind;
  };
  const say = (update: ChatUpdate) => {
    switch (update.kind) {
      case "phase":
        break;
      case "thinking":
        lead(update.kind, indent);
        progress.write(progress.dim(clean(update.text)));
        break;
      case "text":
        lead(update.kind, `${progress.bold("Kimi")}  `);
        progress.write(clean(update.text));
        written += update.text;
        break;
      case "tool":
        lead(update.kind, indent);
        progress.write(progress.dim(`[${update.name}: ${update.phase}] `));
        break;
    }
  };

  return {
    hear(update) {
      if (begun) say(update);
      else held.push(update);
    },
    begin() {
      begun = true;
      for (const update of held) say(update);
    },
    end(finalText) {
      if (!written.trim().endsWith(finalText.trim())) {
        const continues = finalText.startsWith(written);
        say({ kind: "text", text: continues ? finalText.slice(written.length) : `\n${finalText}` });
      }
      if (last !== undefined) progress.line();
    },
  };
}

/** An answer is text; it must not move the cursor or colour the user's terminal. */
function clean(text: string): string {
  return stripVTControlCharacters(text).replaceAll(/[^\P{Cc}\n\t]/gu, "");
}
