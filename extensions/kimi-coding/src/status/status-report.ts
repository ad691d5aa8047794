import type { CredentialStatus, RestStatus } from "../credentials/index.ts";
import { IDENTITY_PATH, REMOVE_IDENTITY_COMMAND } from "../kimi/index.ts";
import type { ListedModel } from "../models/index.ts";
import { quotaFacts, type QuotaStatus, usedUpWindows } from "../quota/index.ts";
import type { Attempt } from "../service/index.ts";
import { localTime } from "./local-time.ts";
import { pauseText, waitingText } from "./profile-lines.ts";
import { wrapText } from "./wrap-text.ts";

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
type ReportedModel = Pick<ListedModel, "id" | "displayName" | "contextWindow" | "videoInput" | "dialect">;

/** How a report is shown. */
export interface ReportView {
  /** Of the terminal; 80 where it is not known. */
  readonly columns?: number | undefined;
  readonly now?: number;
}

/** What a line begins with: what was tried and works, what fails and says what to do, and what nothing was tried for. */
type Mark = "✓" | "✗" | " ";
type Line = readonly [mark: Mark, name: string, text: string];

/** The report as lines of text for a terminal. */
export function renderStatus(
  report: StatusReport,
  { columns = 80, now = Date.now() }: ReportView = {},
): string {
  const lines: readonly Line[] = [
    ...credentialLines(report, now),
    ...report.passedOver.map((text): Line => ["✗", "skipped", text]),
    ...(report.rest === null
      ? []
      : [["✗", "paused", pauseText(report.rest, report.credential?.kind, now)] satisfies Line]),
    ...report.waiting.map((profileId): Line => [" ", "waiting", waitingText(profileId)]),
    [" ", "endpoint", settingText(report.endpoint)],
    [" ", "dialect", settingText(report.dialect)],
    userAgentLine(report),
    attemptLine("chat", report.chat, "Works"),
    attemptLine("models", withoutRepetition(report), `${report.models.length} in your plan`),
    ...report.models.map((model): Line => [" ", "", modelText(model)]),
    ...quotaLines(report, now),
  ];
  const end = report.ok
    ? "A chat works right now."
    : `A chat would fail right now${usedUpText(report, now)}.`;
  return [...lines.map((line) => layOut(line, columns)), "", end].join("\n");
}

const NAME_WIDTH = 12;
const INDENT = " ".repeat(NAME_WIDTH + 2);

function layOut([mark, name, text]: Line, columns: number): string {
  const lines = wrapText(text, Math.max(40, columns - INDENT.length));
  return `${mark} ${name.padEnd(NAME_WIDTH)}${lines.join(`\n${INDENT}`)}`;
}

const KINDS = {
  "api-key": "API key",
  oauth: "Sign-in",
  token: "Pasted token",
  other: "Credential",
} as const satisfies Record<CredentialStatus["kind"], string>;

/** Only an answer to a chat shows that the service accepts a credential. */
function credentialLines({ credential, credentialProblem, chat }: StatusReport, now: number): Line[] {
  if (credential === null)
    return [["✗", "credential", credentialProblem ?? "OpenClaw does not have a Kimi Code credential."]];
  const { kind, source, fingerprint, shape } = credential;
  const isAccepted = chat?.problem === null;
  const doubt =
    shape === "open-platform"
      ? ". It looks like a key of Moonshot's open platform: a subscription key begins with sk-kimi-."
      : "";
  const text = `${KINDS[kind]} from ${source}, ${isAccepted ? "accepted" : "found"} (fingerprint ${fingerprint})${doubt}`;
  const line: Line = [isAccepted ? "✓" : " ", "credential", text];
  return credential.expiresAt === null ? [line] : [line, [" ", "expires", expiryText(credential, now)]];
}

function expiryText({ expiresAt, renewedBy }: CredentialStatus, now: number): string {
  const time = localTime(Date.parse(expiresAt ?? ""), now);
  return `${time}${renewedBy === null ? "" : RENEWALS[renewedBy]}`;
}

const RENEWALS = {
  openclaw: ", if it is not used before then",
  client: ", if Kimi's client does not renew it before then",
} as const satisfies Record<NonNullable<CredentialStatus["renewedBy"]>, string>;

/** What to do about one that is not accepted is in the line of the chat. */
function userAgentLine({ userAgent }: StatusReport): Line {
  const text = settingText(userAgent);
  if (userAgent.accepted === null) return [" ", "User-Agent", text];
  return userAgent.accepted
    ? ["✓", "User-Agent", `${text}, accepted`]
    : ["✗", "User-Agent", `${text}, not accepted${backText(userAgent)}`];
}

function backText({ setBy }: SettingStatus): string {
  return setBy === IDENTITY_PATH ? `. To send the default again:\n${REMOVE_IDENTITY_COMMAND}` : "";
}

function settingText({ value, setBy }: SettingStatus): string {
  return `${value} (${setBy === null ? "default" : `set by ${setBy}`})`;
}

function modelText({ id, displayName, contextWindow, dialect }: ReportedModel): string {
  const window = contextWindow === null ? "" : `, ${contextWindow.toLocaleString("en")} tokens`;
  const unspoken =
    dialect === null
      ? ": OpenClaw cannot use it, because Kimi Code offers it only over the Responses API"
      : "";
  return `${id}${displayName === null ? "" : ` (${displayName})`}${window}${unspoken}`;
}

/** What the line of the chat says at length is not said again. */
function withoutRepetition({ chat, listing }: StatusReport): Attempt | null {
  if (listing === null || listing.problem === null || listing.problem !== chat?.problem) return listing;
  return { ...listing, problem: "The same problem as in the chat." };
}

/** Where a chat fails as well, the cause is the same, though the words may differ. */
function quotaLines({ chat, quota }: StatusReport, now: number): Line[] {
  const isRepetition = chat !== null && chat.problem !== null && quota !== null && quota.problem !== null;
  const shown = isRepetition ? { ...quota, problem: "The chat failed as well." } : quota;
  const usage = shown?.usage ?? null;
  const isUsedUp = usage !== null && usedUpWindows(usage, now).length > 0;
  return quotaFacts(shown, now).map(([name, text]) => [name === "quota" && isUsedUp ? "✗" : " ", name, text]);
}

/** Why, where the chat that was tried does not say so. */
function usedUpText({ chat, rest, quota }: StatusReport, now: number): string {
  const usage = quota?.usage ?? null;
  if (chat?.problem !== null || rest !== null || usage === null) return "";
  return usedUpWindows(usage, now).length > 0 ? ": a limit of your plan is used up" : "";
}

function attemptLine(name: string, attempt: Attempt | null, good: string): Line {
  if (attempt === null) return ["✗", name, "Not tried, because there is no credential."];
  if (attempt.problem !== null) return ["✗", name, attempt.problem];
  return ["✓", name, attempt.latencyMs === null ? good : `${good} (answered in ${attempt.latencyMs} ms)`];
}
