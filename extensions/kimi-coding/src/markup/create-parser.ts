import type { DeclaredTool } from "./call-header.ts";
import type { MarkupDialect } from "./dialect.ts";
import { K3Parser } from "./k3-parser.ts";
import type { K3Segment } from "./k3-text.ts";
import { MarkupParser } from "./parser.ts";

/** Finds what is markup in a text that arrives in pieces, whichever dialect it is written in. */
export interface SegmentParser {
  /** Whether anything of what was fed is not in the text. */
  readonly hasMarkup: boolean;
  /** How many markers stayed in the text. */
  readonly markersKept: number;
  /** Takes more of the text if it goes on as it is; false, and nothing taken, if it must be fed. */
  pass(text: string): boolean;
  /** Takes more of the text and returns what is certain by now. Throws after `finish`. */
  feed(text: string): K3Segment[];
  /** Ends the text and returns all that was held back. */
  finish(): K3Segment[];
}

export interface SegmentParserOptions {
  readonly dialect: MarkupDialect;
  /** The tools that the model was offered. */
  readonly tools?: readonly DeclaredTool[];
}

/** Makes the parser of a dialect. */
export function createParser({ dialect, tools = [] }: SegmentParserOptions): SegmentParser {
  return "markers" in dialect ? new MarkupParser({ dialect, tools }) : new K3Parser({ tools });
}
