import { KimiError } from "../errors/index.ts";
import { COMPACT_COMMAND } from "../kimi/index.ts";
import { type ImageFlaw, MAX_MEGAPIXELS } from "./image-flaw.ts";
import { imageFormat, READABLE_FORMATS } from "./image-format.ts";
import type { RequestImage } from "./request-images.ts";

/** What the bytes of a request are taken by. */
export interface RequestShares {
  /** All that the service accepts of a request. */
  readonly messageBytes: number;
  /** In base64: what is left for images. */
  readonly room: number;
  /** Bytes of tools and instructions, which no shorter conversation makes fewer. */
  readonly fixed: number;
  /** Bytes of what was said. */
  readonly said: number;
}

const CANNOT_READ = "Kimi Code cannot read ";
const TOO_LARGE = " too large: Kimi Code accepts ";

/** Whether a text tells the user that an image cannot be sent, whatever a host put before it. */
export function isImageRefusal(text: unknown): boolean {
  return typeof text === "string" && (text.includes(CANNOT_READ) || text.includes(TOO_LARGE));
}

/** That one of the images that were asked about, at `index`, is of a format that the service does not take. */
export function unreadableImage(
  asked: readonly RequestImage[],
  index: number,
  flaws: ReadonlyMap<string, ImageFlaw>,
): KimiError {
  const which =
    asked.length === 1
      ? `the image of your ${messageWord(asked)}`
      : `image ${index + 1} of ${asked.length} in your ${messageWord(asked)}`;
  const image = asked.slice(index, index + 1);
  return new KimiError(
    "image-refused",
    `${CANNOT_READ}${which} (${image.map(nameOf).join()}). ${image.map(({ base64 }) => unreadableReason(base64, flaws.get(base64))).join()}`,
  );
}

/** Whose fault it is that an image cannot be read, and how to mend it. */
function unreadableReason(base64: string, flaw: ImageFlaw | undefined): string {
  const format = imageFormat(base64);
  if (base64 === "" || flaw === "empty") return "The file is empty. Send it again, or send another file.";
  if (flaw === "cut") {
    return `The file is not complete: its end is missing. Send the original file again.`;
  }
  if (flaw === "too-many-pixels") {
    return `It has more than ${MAX_MEGAPIXELS} megapixels. Make it smaller and send it again, for example with ImageMagick:\nmagick image.${extensionOf(base64)} -resize 4000x4000 smaller.jpg`;
  }
  if (flaw === "refused" || format === null) {
    const found =
      flaw === "refused" ? "Kimi Code found it damaged." : "The file is damaged, or it is not an image.";
    return `${found} Open it on your computer: if it shows an image, save that as PNG or JPEG and send it again.`;
  }
  return `Kimi Code reads ${READABLE_FORMATS}. Convert the image and send it again, for example with ImageMagick:\nmagick image.${extensionOf(base64)} image.png`;
}

function extensionOf(base64: string): string {
  return imageFormat(base64)?.name.toLowerCase() ?? "png";
}

/** That some of the images that were asked about are each too large. */
export function oversizedImages(
  asked: readonly RequestImage[],
  oversized: readonly RequestImage[],
  limitBytes: number,
): KimiError {
  const which = asked.length === 1 ? "The image" : `${oversized.length} of the ${asked.length} images`;
  return overLimit(
    `${which} of your ${messageWord(asked)}`,
    oversized,
    "",
    `${mebibytes(limitBytes)} MB for each image`,
  );
}

/** That the images that were asked about are together more than a request may hold. */
export function tooManyImages(asked: readonly RequestImage[], limitBytes: number): KimiError {
  const which = `The ${asked.length} images of your ${messageWord(asked)}`;
  return overLimit(which, asked, " together", `${mebibytes(limitBytes)} MB of images at a time`);
}

function overLimit(which: string, images: readonly RequestImage[], how: string, limit: string): KimiError {
  const [verb, them] = images.length === 1 ? ["is", "it"] : ["are", "them"];
  const names = images.map(nameOf).join("; ");
  const remedy = how === "" ? `and send ${them} again` : "or send them in several messages";
  return new KimiError(
    "image-refused",
    `${which} (${names}) ${verb}${how}${TOO_LARGE}${limit}. Save ${them} ${smallerWay(images)}, ${remedy}.`,
  );
}

function mebibytes(bytes: number): number {
  return Math.floor(bytes / 1024 / 1024);
}

/** A JPEG does not become smaller as JPEG, nor does a WebP. */
function smallerWay(images: readonly RequestImage[]): string {
  return images.every(isCompressed) ? "with fewer pixels" : "as JPEG, or with fewer pixels";
}

/** That the images that were asked about do not fit, and what takes the room. */
export function tooLargeImages(
  asked: readonly RequestImage[],
  { messageBytes, room, fixed, said }: RequestShares,
): KimiError {
  const names = asked.map(nameOf).join("; ");
  const smaller = smallerWay(asked);
  const [which, remedy] =
    asked.length === 1
      ? [`The image of your ${messageWord(asked)} (${names}) is`, `Save it ${smaller}, and send it again.`]
      : [
          `The ${asked.length} images of your ${messageWord(asked)} (${names}) are together`,
          `Save them ${smaller}, or send them in several messages.`,
        ];
  const taken = `Tools and instructions use ${inUnits(fixed)} of that and the text of this conversation ${inUnits(said)}, which leaves ${sizeOf(room)} for images.`;
  const more = room < messageBytes / 2 ? (fixed > said ? FEWER_TOOLS : SHORTER_CONVERSATION) : "";
  return new KimiError(
    "image-refused",
    `${which}${TOO_LARGE}requests of ${inUnits(messageBytes)}. ${taken} ${remedy}${more}`,
  );
}

function isCompressed({ base64 }: RequestImage): boolean {
  const name = imageFormat(base64)?.name;
  return name === "JPEG" || name === "WebP";
}

const FEWER_TOOLS =
  " Fewer tools leave more room for images: deny some (tools.deny), or let the model search for them (tools.toolSearch).";
const SHORTER_CONVERSATION = ` A shorter conversation leaves more room for images:\n${COMPACT_COMMAND}`;

/** An image in a word or two: its format and the size of its file. */
export function nameOf({ base64 }: RequestImage): string {
  return `${imageFormat(base64)?.name ?? "unknown format"}, ${sizeOf(base64.length)}`;
}

function messageWord(images: readonly RequestImage[]): string {
  return new Set(images.map(({ message }) => message)).size === 1 ? "message" : "last messages";
}

/** The size of a file whose base64 has that many characters. */
function sizeOf(base64Length: number): string {
  return inUnits(Math.floor((base64Length * 3) / 4));
}

function inUnits(bytes: number): string {
  return bytes < 1_000_000 ? `${Math.ceil(bytes / 1000)} KB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}
