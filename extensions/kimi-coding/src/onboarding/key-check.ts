import type { ProviderAuthContext } from "openclaw/plugin-sdk/plugin-entry";
import { explainedCode } from "../errors/index.ts";
import { API_KEY_CHOICE } from "../kimi/index.ts";
import { resolveDefaultEndpoint } from "../models/index.ts";
import { tryChat, tryListing } from "../service/index.ts";

const TITLE = "Kimi Code API key";

/**
 * Offers to try a typed key with one token's worth of a chat, since a list of models proves no key, and says what the
 * plan holds or what is wrong. Returns whether the key is to be stored: the user may keep one that fails.
 *
 * Asks nothing where a key came with the command, or with `--skip-health`.
 */
export async function offerKeyCheck(ctx: ProviderAuthContext, key: string): Promise<boolean> {
  const { opts = {}, prompter } = ctx;
  const isGiven = opts[API_KEY_CHOICE.optionKey] !== undefined || opts.token !== undefined;
  if (isGiven || opts["skipHealth"] === true) return true;
  const isWanted = await prompter.confirm({
    message: "Try this key at Kimi Code now? (sends one short message)",
    initialValue: true,
  });
  if (!isWanted) return true;
  const target = { endpoint: resolveDefaultEndpoint(ctx.config), credential: { secret: key } };
  const progress = prompter.progress("Asking Kimi Code");
  const [{ problem }, { models }] = await Promise.all([tryChat(target), tryListing(target)]);
  progress.stop(
    problem === null ? "Kimi Code answers with this key" : "Kimi Code gave no answer with this key",
  );
  if (problem === null) {
    const names = models.map(({ id, displayName }) => (displayName === null ? id : `${displayName} (${id})`));
    if (names.length > 0) await prompter.note(`In your plan: ${names.join(", ")}`, TITLE);
    return true;
  }
  await prompter.note(problem, TITLE);
  return prompter.confirm({
    message: "Store this key all the same? (No asks for another one)",
    // Only one answer means that the key itself is wrong.
    initialValue: explainedCode(problem) !== "invalid-key",
  });
}
