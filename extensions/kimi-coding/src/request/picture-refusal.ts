import { KimiError } from "../errors/index.ts";
import { imageFormat, READABLE_FORMATS } from "./image-format.ts";
import type { Picture } from "./pictures.ts";

/** What the bytes of a request are taken by. */
export interface RequestShares {
  /** In base64: what is left for pictures. */
  readonly room: number;
  /** Bytes of tools and instructions, which no shorter conversation makes fewer. */
  readonly fixed: number;
  /** Bytes of what was said. */
  readonly said: number;
}

const CANNOT_READ = "Kimi Code cannot read ";
const TOO_LARGE = " too large: Kimi Code takes requests of 2 MB.";

/** Whether a text tells the user that a picture cannot be sent, whatever a host put before it. */
export function isPictureRefusal(text: unknown): boolean {
  return typeof text === "string" && (text.includes(CANNOT_READ) || text.includes(TOO_LARGE));
}

/** That one of the pictures that were asked about, at `index`, is of a format that the service does not take. */
export function unreadablePicture(asked: readonly Picture[], index: number): KimiError {
  const which =
    asked.length === 1
      ? `the picture of your ${messageWord(asked)}`
      : `picture ${index + 1} of ${asked.length} in your ${messageWord(asked)}`;
  const picture = asked.slice(index, index + 1).map(nameOf);
  return new KimiError(
    "picture-refused",
    `${CANNOT_READ}${which} (${picture.join()}): it takes ${READABLE_FORMATS}. Convert the picture to one of these and send it again.`,
  );
}

/** That the pictures that were asked about do not fit, and what takes the room. */
export function tooLargePictures(
  asked: readonly Picture[],
  { room, fixed, said }: RequestShares,
  isTight: boolean,
): KimiError {
  const names = asked.map(nameOf).join("; ");
  const [which, remedy] =
    asked.length === 1
      ? [
          `The picture of your ${messageWord(asked)} (${names}) is`,
          "Send it smaller: as JPEG, or with fewer pixels.",
        ]
      : [
          `The ${asked.length} pictures of your ${messageWord(asked)} (${names}) are together`,
          "Send them smaller (as JPEG, or with fewer pixels), or in several messages.",
        ];
  const taken = `Tools and instructions take ${inUnits(fixed)} of that and the text of this conversation ${inUnits(said)}, which leaves room for pictures of ${sizeOf(room)}.`;
  const more = isTight ? (fixed > said ? FEWER_TOOLS : SHORTER_CONVERSATION) : "";
  return new KimiError("picture-refused", `${which}${TOO_LARGE} ${taken} ${remedy}${more}`);
}

const FEWER_TOOLS =
  " Fewer tools make more room: deny some (tools.deny), or let the model search for them (tools.toolSearch).";
const SHORTER_CONVERSATION = " /compact or /new makes more room.";

/** A picture in a word or two: its format and the size of its file. */
export function nameOf({ base64 }: Picture): string {
  return `${imageFormat(base64)?.name ?? "unknown format"}, ${sizeOf(base64.length)}`;
}

function messageWord(pictures: readonly Picture[]): string {
  return new Set(pictures.map(({ message }) => message)).size === 1 ? "message" : "last messages";
}

/** The size of a file whose base64 has that many characters. */
function sizeOf(base64Length: number): string {
  return inUnits(Math.floor((base64Length * 3) / 4));
}

function inUnits(bytes: number): string {
  return bytes < 1_000_000 ? `${Math.ceil(bytes / 1000)} KB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}
