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
 * Asks nothing where a key came with the command, or with `--skip-health`. A key that looks like one of another product
 * (`isDoubtful`) is only sent if the user says so.
 */
export async function offerKeyCheck(
  ctx: ProviderAuthContext,
  key: string,
  isDoubtful: boolean,
): Promise<KeyCheck> {
  const { opts = {}, prompter } = ctx;
  const isGiven = opts[API_KEY_CHOICE.optionKey] !== undefined || opts.token !== undefined;
  if (isGiven || opts["skipHealth"] === true) return "unproven";
  const isWanted = await prompter.confirm({
    message: isDoubtful
      ? "Send this key to Kimi Code all the same, to try it? (sends one short message)"
      : "Try this key at Kimi Code now? (sends one short message)",
    initialValue: !isDoubtful,
  });
  if (!isWanted) return isDoubtful ? askToKeep(prompter, false) : "unproven";
  const target = { endpoint: resolveDefaultEndpoint(ctx.config), credential: { secret: key } };
  const progress = prompter.progress("Asking Kimi Code");
  const [chat, { models }] = await Promise.all([tryChat(target), tryListing(target)]);
  progress.stop(outcomeText(chat));
  const { problem } = chat;
  if (problem === null) {
    const names = models.map(({ id, displayName }) => (displayName === null ? id : `${displayName} (${id})`));
    if (names.length > 0) await prompter.note(`In your plan: ${names.join(", ")}`, TITLE);
    return "accepted";
  }
  // Only one answer means that the key itself is wrong.
  const isRejected = isKeyRejected(problem);
  await prompter.note(isRejected ? REJECTED : problem, TITLE);
  return askToKeep(prompter, !isRejected);
}

async function askToKeep(prompter: Prompter, initialValue: boolean): Promise<KeyCheck> {
  const message = "Store this key all the same? (No lets you paste another one)";
  return (await prompter.confirm({ message, initialValue })) ? "unproven" : "paste-another";
}

/** What a chat says of a rejected key ends with the command that is running. */
const REJECTED = `Kimi Code rejected this key: it is wrong, was revoked, or is too old. Keys of Moonshot's open platform (sk-… without kimi) belong to another product. Your keys are at ${KEY_PAGE}. Choose No below to paste another key.`;

function isKeyRejected(problem: string): boolean {
  return explainedCode(problem) === "invalid-key";
}

function outcomeText({ problem, latencyMs }: Attempt): string {
  if (problem === null) return "Kimi Code accepts this key.";
  if (isKeyRejected(problem)) return "Kimi Code rejected this key.";
  return latencyMs === null ? "Kimi Code did not answer." : "A chat with this key would fail right now.";
}
