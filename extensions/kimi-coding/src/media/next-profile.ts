import type { MediaUnderstandingProvider } from "openclaw/plugin-sdk/media-understanding";
import { profileOrder, readAuthStore } from "../credentials/index.ts";
import {
  classifyServiceError,
  explainedCode,
  type ServiceErrorCode,
  signInErrorIn,
} from "../errors/index.ts";

type ImageRequest = Parameters<NonNullable<MediaUnderstandingProvider["describeImage"]>>[0];

/** What of a request decides with which credential the host sends it. */
type Signed = Pick<
  ImageRequest,
  "agentDir" | "cfg" | "profile" | "preferredProfile" | "authStore" | "timeoutMs"
>;

/** Failures of one credential that another one need not have; a chat goes on from them to the next profile, too. */
const OF_CREDENTIAL: ReadonlySet<ServiceErrorCode> = new Set(["invalid-key", "no-membership", "usage-limit"]);

/**
 * Describes with the credential that the host chooses, and where the service refuses that one, with each other profile
 * in the order of a chat, and then with what stands behind profiles: a variable, or the key of the config. The host
 * itself tries one (2026.9.6). All tries together take no longer than one may.
 *
 * A profile that the caller names is the only one. If all fail, the failure of the first one is thrown: it is the one
 * that the user relies on.
 */
export async function withNextProfile<R extends Signed, T>(
  request: R,
  describe: (request: R) => Promise<T>,
): Promise<T> {
  const endsAt = Date.now() + request.timeoutMs;
  try {
    return await describe(request);
  } catch (failure) {
    if (request.profile !== undefined || !isOfCredential(failure)) throw failure;
    for (const other of await otherCredentials(request)) {
      const timeoutMs = endsAt - Date.now();
      if (timeoutMs <= 0) break;
      try {
        return await describe({ ...request, ...other, timeoutMs });
      } catch {
        // The next one may do better; the first failure is the one to tell of.
      }
    }
    throw failure;
  }
}

/** Whether a failure is of the credential, as the host's helper words it: with words of its own around the service's. */
function isOfCredential(failure: unknown): boolean {
  const text = serviceText(failure instanceof Error ? failure.message : "");
  // The plugin's own transport has said it in our words already.
  const code = explainedCode(text) ?? classifyServiceError({ text })?.code;
  return (code !== undefined && OF_CREDENTIAL.has(code)) || signInErrorIn(text) !== null;
}

/** What the service said, of an error of the host's helper, which puts words of its own before it (2026.9.6). */
export function serviceText(text: string): string {
  const own = /^Image model failed \([^)]{0,300}\):/u.exec(text)?.[0] ?? "";
  return text.slice(own.length).trimStart();
}

async function otherCredentials({ agentDir, cfg, preferredProfile, authStore }: Signed) {
  const store = authStore ?? (await readAuthStore(agentDir));
  const order = await profileOrder(cfg, store);
  const first = preferredProfile ?? order[0];
  const profiles = order.filter((id) => id !== first).map((profile) => ({ profile }));
  return first === undefined ? [] : [...profiles, { authStore: { ...store, profiles: {} } }];
}
