import type { ProviderAuthContext } from "openclaw/plugin-sdk/plugin-entry";
import { explainedCode } from "../errors/index.ts";
import { API_KEY_CHOICE, KEY_PAGE } from "../kimi/index.ts";
import { resolveDefaultEndpoint } from "../models/index.ts";
import { type Attempt, tryChat, tryListing } from "../service/index.ts";

type Prompter = ProviderAuthContext["prompter"];

const TITLE = "Kimi Code API key";

/** What is to be done with a key: stored, as one that Kimi accepted or as one that nothing is known of, or asked for again. */
type KeyCheck = "accepted" | "unproven" | "paste-another";

/**
 * Offers to try a typed key with one token's worth of a chat, since a list of models proves no key, and says what the
 * plan holds or what is wrong. The user may keep a key that fails.
 *
 * Asks nothing where a key came with the command. With `--skip-health`, it only asks whether a key that looks like one of
 * another product (`isDoubtful`) is meant; that one is not sent before.
 */
export async function offerKeyCheck(
  ctx: ProviderAuthContext,
  key: string,
  isDoubtful: boolean,
): Promise<KeyCheck> {
  const { opts = {}, prompter } = ctx;
  const isGiven = opts[API_KEY_CHOICE.optionKey] !== undefined || opts.token !== undefined;
  if (isGiven) return "unproven";
  if (isDoubtful && !(await isKept(prompter, false))) return "paste-another";
  if (opts["skipHealth"] === true) return "unproven";
  const message = "Try this key at Kimi Code now? (sends one short message)";
  if (!(await prompter.confirm({ message, initialValue: true }))) return "unproven";
  const target = { endpoint: resolveDefaultEndpoint(ctx.config), credential: { secret: key } };
  const progress = prompter.progress("Asking Kimi Code");
  const [chat, { models }] = await Promise.all([tryChat(target), tryListing(target)]);
  const { problem } = chat;
  // Only one answer means that the key itself is wrong.
  const isRejected = problem !== null && explainedCode(problem) === "invalid-key";
  progress.stop(isRejected ? "Kimi Code rejected this key." : outcomeText(chat));
  if (problem === null) {
    const names = models.map(({ id, displayName }) => (displayName === null ? id : `${displayName} (${id})`));
    if (names.length > 0) await prompter.note(`In your plan: ${names.join(", ")}`, TITLE);
    return "accepted";
  }
  await prompter.note(isRejected ? REJECTED : problem, TITLE);
  return (await isKept(prompter, !isRejected)) ? "unproven" : "paste-another";
}

function isKept(prompter: Prompter, initialValue: boolean): Promise<boolean> {
  return prompter.confirm({
    message: "Store this key anyway? (Choose No to paste another key.)",
    initialValue,
  });
}

/** What a chat says of a rejected key ends with the command that is running. */
const REJECTED = `Kimi Code rejected this key: it is wrong, was revoked, or is too old. Get a key from ${KEY_PAGE}. Choose No below to paste another key.`;

function outcomeText({ problem, latencyMs }: Attempt): string {
  if (problem === null) return "Kimi Code accepts this key.";
  return latencyMs === null ? "Kimi Code did not answer." : "A chat with this key would fail right now.";
}
