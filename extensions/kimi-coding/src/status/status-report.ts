import type { CredentialStatus, RestStatus } from "../credentials/index.ts";
import type { ListedModel } from "../models/index.ts";
import { quotaFacts, type QuotaStatus } from "../quota/index.ts";
import type { Attempt } from "../service/index.ts";
import { restText, waitingText } from "./profile-lines.ts";

/** A value in force, and the config path that sets it; `null` where it is the plugin's own. */
interface SettingStatus {
  readonly value: string;
  readonly setBy: string | null;
}

/** How the subscription stands, as `openclaw kimi status --json` prints it. */
export interface StatusReport {
  /** Whether a chat would work. */
  readonly ok: boolean;
  readonly credential: CredentialStatus | null;
  readonly credentialProblem: string | null;
  /** Why those before it are of no use: a chat is tried with each of them first. */
  readonly passedOver: readonly string[];
  /** Until when OpenClaw sends nothing with it; `null` if it does. */
  readonly rest: RestStatus | null;
  /** Profiles of keys that are stored to replace the one in use, and are not used yet. */
  readonly waiting: readonly string[];
  readonly endpoint: SettingStatus;
  readonly dialect: SettingStatus;
  /** `accepted` is what the service made of it; `null` where no chat was answered, or not for this reason. */
  readonly userAgent: SettingStatus & { readonly accepted: boolean | null };
  /** One token's worth of a chat; `null` without a credential. The only proof of a key and of the User-Agent. */
  readonly chat: Attempt | null;
  /** The account's list of models; `null` without a credential. */
  readonly listing: Attempt | null;
  readonly models: readonly ReportedModel[];
  /** What is left of the plan; `null` without a credential. That it is not known says nothing of a chat. */
  readonly quota: QuotaStatus | null;
}

/** What the report says of a model. */
type ReportedModel = Pick<ListedModel, "id" | "displayName" | "contextWindow" | "videoInput">;

/** The report as lines of text for a terminal. What was tried begins with `✓`, or with `✗` and says what to do. */
export function renderStatus(report: StatusReport, now: number = Date.now()): string {
  const { credential, credentialProblem, chat, listing } = report;
  return [
    credential === null
      ? bad("credential", credentialProblem ?? "none")
      : line("credential", credentialText(credential)),
    ...(credential === null || credential.expiresAt === null
      ? []
      : [fact("expires", expiryText(credential))]),
    ...report.passedOver.map((text) => bad("passed over", text)),
    ...(report.rest === null ? [] : [bad("at rest", restText(report.rest))]),
    ...report.waiting.map((profileId) => fact("waiting", waitingText(profileId))),
    fact("endpoint", settingText(report.endpoint)),
    fact("dialect", settingText(report.dialect)),
    userAgentLine(report),
    attemptLine("chat", chat, "works"),
    attemptLine("models", withoutRepetition(listing, chat), `${report.models.length} in the plan`),
    ...report.models.map((model) => fact("", modelText(model))),
    ...quotaFacts(report.quota, now).map(([name, text]) => fact(name, text)),
    "",
    report.ok ? "Kimi Code answers a chat." : "Kimi Code would not answer a chat now.",
  ].join("\n");
}

const KINDS = {
  "api-key": "API key",
  oauth: "sign-in",
  token: "pasted token",
  other: "credential",
} as const satisfies Record<CredentialStatus["kind"], string>;

function credentialText({ kind, source, fingerprint, shape }: CredentialStatus): string {
  const doubt =
    shape === "open-platform"
      ? ", by its look of Moonshot's open platform: a subscription key begins with sk-kimi-"
      : "";
  return `${KINDS[kind]} from ${source} (fingerprint ${fingerprint})${doubt}`;
}

/** What to do about a refused one is in the line of the chat. */
function userAgentLine({ userAgent }: StatusReport): string {
  const text = settingText(userAgent);
  if (userAgent.accepted === null) return fact("User-Agent", text);
  return userAgent.accepted
    ? line("User-Agent", `${text}, accepted`)
    : bad("User-Agent", `${text} is refused`);
}

function expiryText({ expiresAt, renewedBy }: CredentialStatus): string {
  return `${expiresAt ?? ""}${renewedBy === null ? "" : RENEWALS[renewedBy]}`;
}

const RENEWALS = {
  openclaw: " if it is not used until then",
  client: " if the client of Kimi's does not renew it until then",
} as const satisfies Record<NonNullable<CredentialStatus["renewedBy"]>, string>;

function settingText({ value, setBy }: SettingStatus): string {
  return `${value} (${setBy === null ? "default" : `set by ${setBy}`})`;
}

function modelText({ id, displayName, contextWindow }: ReportedModel): string {
  const window = contextWindow === null ? "" : `, ${contextWindow.toLocaleString("en")} tokens`;
  return `${id}${displayName === null ? "" : ` (${displayName})`}${window}`;
}

/** What a line above says at length is not said again. */
function withoutRepetition(attempt: Attempt | null, above: Attempt | null): Attempt | null {
  if (attempt === null || attempt.problem === null || attempt.problem !== above?.problem) return attempt;
  return { ...attempt, problem: "the same answer" };
}

function attemptLine(name: string, attempt: Attempt | null, good: string): string {
  if (attempt === null) return bad(name, "not tried without a credential");
  if (attempt.problem !== null) return bad(name, attempt.problem);
  return line(name, attempt.latencyMs === null ? good : `${good}, answered in ${attempt.latencyMs} ms`);
}

const NAME_WIDTH = 12;
/** A command has a line of its own, so that it can be copied. */
const INDENT = `\n${" ".repeat(NAME_WIDTH + 2)}`;

function line(name: string, text: string): string {
  return `✓ ${name.padEnd(NAME_WIDTH)}${text}`;
}

/** A line that nothing was tried for. */
function fact(name: string, text: string): string {
  return `  ${name.padEnd(NAME_WIDTH)}${text.replaceAll("\n", INDENT)}`;
}

function bad(name: string, text: string): string {
  return `✗ ${name.padEnd(NAME_WIDTH)}${text.replaceAll("\n", INDENT)}`;
}
