import { isObject, NEW_CHAT_COMMAND } from "../kimi/index.ts";
import { type NamedCause, shownName } from "./named-cause.ts";
import type { Variant } from "./service-error-table.ts";

/** A tool as a request offers it. */
interface SentTool {
  readonly name: string;
  /** Its schema. */
  readonly parameters?: unknown;
}

/** The parts of a request that a refusal can name. */
export interface SentRequest {
  readonly tools: readonly SentTool[];
}

const FINE = "Your key and plan are fine.";
const NO_NEW_CHAT = "A new chat would send the same, so it does not help.";

/** What the service says, as a sentence of a text. */
export function quoted(sentence: string): string {
  const end = /[.!?…。！？]$/u.test(sentence) ? "" : ".";
  return `Its answer: "${sentence.replaceAll('"', "'")}"${end}`;
}

/** The texts: the refused part of the request, whose fault it is, and what to do. */
const TEXTS: Partial<Record<Variant, (named: NamedCause, request: SentRequest) => string>> = {
  image: () =>
    `: an image in this conversation is damaged, or has a format that Kimi Code does not read (it reads PNG, JPEG, GIF and WebP). ${FINE} Open the image and save it as PNG or JPEG. Then send it in a new chat:\n${NEW_CHAT_COMMAND}`,
  "tool-count": () =>
    `: it offers more than 128 tools. ${FINE} Turn some tools off (tools.deny), and send the message again.`,
  "tool-name": toolNameText,
  "tool-schema": schemaText,
  replay: (named) =>
    `: it contains ${earlierMessage(named)} that Kimi Code cannot read. This is a fault of this plugin, or of another plugin or a proxy that changes messages. ${FINE} Start a new chat:\n${NEW_CHAT_COMMAND}`,
  temperature: () =>
    `: it sets a temperature, and this model does not allow that. ${FINE} Remove the temperature from your settings, and send the message again.`,
  unread: () =>
    `, and the reason did not arrive: the answer was empty, cut off, or a web page. ${FINE} Send the message again. If that does not help, start a new chat:\n${NEW_CHAT_COMMAND}`,
};

/** The rest of the text behind "Kimi Code did not accept this request". */
export function badRequestText(
  variant: Variant | null,
  named: NamedCause,
  request: SentRequest = { tools: [] },
): string {
  const text = variant === null ? undefined : TEXTS[variant];
  if (text !== undefined) return text(named, request);
  const answer = named.sentence === null ? "" : ` ${quoted(named.sentence)}`;
  return `.${answer} This is a fault of this plugin or of this conversation. ${FINE} Start a new chat:\n${NEW_CHAT_COMMAND}`;
}

/** The names that the service does not take (its rule: field reports of 2026-11, see docs/reference/errors.md). */
function badToolNames({ tools }: SentRequest): string[] {
  const bad = tools.map(({ name }) => name).filter((name) => !/^[A-Za-z][A-Za-z0-9_-]{0,63}$/u.test(name));
  return [...new Set(bad)];
}

function toolNameText({ tool }: NamedCause, request: SentRequest): string {
  const names = tool === null ? badToolNames(request) : [tool];
  const which =
    names.length === 0
      ? "a tool has a name that Kimi Code does not accept"
      : names.length === 1
        ? `the tool ${listed(names)} has a name that Kimi Code does not accept`
        : `the tools ${listed(names)} have names that Kimi Code does not accept`;
  return `: ${which}. This is a fault of ${names.length > 1 ? "those tools" : "that tool"} or of this plugin. ${FINE} ${NO_NEW_CHAT} Turn ${names.length > 1 ? "those tools" : "that tool"} off (tools.deny), and send the message again.`;
}

function schemaText({ path }: NamedCause, request: SentRequest): string {
  const names = path === null ? [] : toolsWith(path, request).map(({ name }) => name);
  const which = names.length === 0 ? "a tool" : `the tool ${listed(names, " or ")}`;
  const where = path === null || path === "" ? "" : ` (at ${path})`;
  return `: ${which} has a schema that Kimi Code does not accept${where}. This is a fault of that tool or of this plugin. ${FINE} ${NO_NEW_CHAT} Turn that tool off (tools.deny), and send the message again.`;
}

/** The tools in whose schema there is something at a path such as `properties.X`; none for the root, which all have. */
function toolsWith(path: string, { tools }: SentRequest): readonly SentTool[] {
  const steps = path.split(/[.[\]]+/u).filter((step) => step !== "");
  if (steps.length === 0 || path === "root") return [];
  const own = steps[0] === "root" ? steps.slice(1) : steps;
  return tools.filter(({ parameters }) => {
    let place = parameters;
    for (const step of own) {
      if (Array.isArray(place)) place = place[Number(step)];
      else if (isObject(place) && Object.hasOwn(place, step)) place = place[step];
      else return false;
    }
    return place !== undefined;
  });
}

const MAX_LISTED = 5;

function listed(names: readonly string[], between = ", "): string {
  const shown = names.slice(0, MAX_LISTED).map((name) => shownName(name) ?? "without a name");
  const more = names.length > MAX_LISTED ? ` and ${names.length - MAX_LISTED} more` : "";
  return `${shown.join(between)}${more}`;
}

function earlierMessage({ position, callId }: NamedCause): string {
  if (position !== null) return `an earlier message (number ${position + 1} of those that were sent)`;
  return callId === null ? "earlier messages" : `a tool call (${callId}) or its result`;
}
