import { refusalOf } from "../src/chat/http/refusal.ts";
import { requestSettings } from "../src/chat/http/request-settings.ts";
import { Answer } from "../src/chat/response/answer.ts";
import { answerHead, finalMessage, readAnswer } from "../src/chat/response/test-support.ts";
import { classifyServiceError, explain, KimiError } from "../src/errors/index.ts";
import { isObject, type JsonObject, OPENAI_DIALECT, parseJson } from "../src/kimi/index.ts";
import { K2_DIALECT, K3_DIALECT, type MarkupDialect } from "../src/markup/dialect.ts";
import { liveEvents, openNormalizer, Reader, textOf } from "../src/markup/source-test-support.ts";
import { modelListBody, parseModelList } from "../src/models/model-list.ts";
import { readPlans, writePlans } from "../src/models/stored-plans.ts";
import { parseDeviceAuthorization, parseTokenAnswer } from "../src/oauth/oauth-answer.ts";
import { nearlyUsedUp, noticeText, withoutNotice } from "../src/quota/notice-text.ts";
import { parseUsage } from "../src/quota/parse-usage.ts";
import { quotaFacts } from "../src/quota/quota-facts.ts";
import { patchRequest } from "../src/request/index.ts";
import { bareKey, parsePastedKey } from "../src/service/api-key.ts";
import { parseClientCredentials } from "../src/sign-in/client-credentials.ts";
import { parseClaim } from "../src/sign-in/renewal/claim.ts";
import { parseExchangeResult } from "../src/sign-in/renewal/exchange-result.ts";
import { fromFields, loginFromTokens, toFields } from "../src/sign-in/stored-login.ts";
import { normalizeToolSchema } from "../src/tool-schema/index.ts";
import { MAX_RESULTS, parseSearchResults } from "../src/web/search.ts";

/** A place where text from outside comes in. */
export interface FuzzEdge {
  readonly name: string;
  /**
   * Takes one input, of which `cuts` are places to cut it at. Returns what was lost or broke a promise, or `null`; throws
   * what a crash would be.
   */
  readonly run: (input: string, cuts: readonly number[]) => string | null;
}

const NOW = Date.parse("2026-11-27T10:00:00Z");
const UNPRINTED = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u;

/** The first of some promises that does not hold. */
function broken(promises: Readonly<Record<string, boolean>>): string | null {
  return Object.keys(promises).find((name) => promises[name] !== true) ?? null;
}

function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

/** A call that is found has an id that is made for it. */
function withoutIds(blocks: readonly object[]): unknown {
  return JSON.parse(JSON.stringify(blocks), (key, value: unknown) => (key === "id" ? "" : value));
}

function pieces(text: string, cuts: readonly number[]): string[] {
  const places = [...new Set(cuts.map((cut) => cut % (text.length + 1)))].toSorted((a, b) => a - b);
  return [0, ...places].map((from, index) => text.slice(from, places[index] ?? text.length));
}

function sse(input: string, cuts: readonly number[]): string | null {
  const bytes = new TextEncoder().encode(input);
  const ends = [...new Set(cuts.map((cut) => cut % (bytes.length + 1)))].toSorted((a, b) => a - b);
  const parts = [0, ...ends].map((from, index) => bytes.subarray(from, ends[index] ?? bytes.length));
  const [whole, cut] = [readAnswer([bytes]), readAnswer(parts)];
  const lasts = cut.filter(({ type }) => type === "done" || type === "error");
  const said = cut.flatMap((event) => (event.type === "text_delta" ? [event.delta] : [])).join("");
  const message = finalMessage(cut);
  const text = message.content.flatMap((block) => (block.type === "text" ? [block.text] : [])).join("");
  return broken({
    "one last event": lasts.length === 1 && cut.at(-1) === lasts[0],
    "the same message wherever the bytes are cut": isSame(finalMessage(whole), message),
    "deltas that add up to the text": said === text,
    "a short error": (message.errorMessage ?? "").length < 2000,
  });
}

function markup(dialect: MarkupDialect): FuzzEdge["run"] {
  const play = (chunks: readonly string[], type: "text" | "thinking") => {
    const normalizer = openNormalizer({
      dialect,
      tools: [{ name: "read", parameters: { type: "object", properties: { path: {} } } }],
      usedCallIds: () => [],
      rebuild: (message, content, stopReason) => ({ ...message, content, stopReason }),
    });
    const reader = new Reader();
    for (const event of liveEvents([{ type, chunks }], "stop", "closing"))
      for (const made of normalizer.take(event)) reader.take(made);
    return reader.end().message.content;
  };
  return (input, cuts) => {
    const [whole, cut] = [play([input], "text"), play(pieces(input, cuts), "text")];
    const kept = cut.map(textOf).join("");
    const hasMarker = /<\|/u.test(input);
    return broken({
      "the same blocks wherever the text is cut": isSame(withoutIds(whole), withoutIds(cut)),
      "all of a text without a marker": hasMarker || kept === input,
      "no call without a marker": hasMarker || cut.every(({ type }) => type !== "toolCall"),
    });
  };
}

function models(input: string): string | null {
  const listed = parseModelList(parseJson(input));
  if (listed === null) return null;
  const plan = { agent: "", account: "a", seenAt: NOW, models: listed };
  return broken({
    "the same list when it is read again": isSame(parseModelList(modelListBody(listed)), listed),
    "the same plan when it is stored": listed.length === 0 || isSame(readPlans(writePlans([], plan)), [plan]),
    "printed names": listed.every((model) => !UNPRINTED.test(JSON.stringify(model))),
    "a number of models": listed.length <= 100,
  });
}

function usages(input: string): string | null {
  const usage = parseUsage(parseJson(input), NOW);
  if (usage === null) return null;
  const facts = quotaFacts({ problem: null, latencyMs: null, usage }, NOW).map(([, text]) => text);
  const notice = noticeText(nearlyUsedUp(usage, NOW), NOW);
  return broken({
    "few lines": facts.length <= 20,
    "short lines": [...facts, notice].every((line) => line.length < 500),
    "printed lines": facts.every((line) => !UNPRINTED.test(line)),
    percents: usage.windows.every(({ usedPercent }) => usedPercent >= 0 && usedPercent <= 100),
    "a notice that is known again": withoutNotice(`Hello.\n\n${notice}`) === "Hello.",
  });
}

function oauth(input: string): string | null {
  const body = parseJson(input);
  const device = parseDeviceAuthorization(200, body);
  const answer = parseTokenAnswer(200, body);
  parseTokenAnswer(400, body);
  if (device !== null && !(device.intervalMs >= 1000 && device.intervalMs <= 60_000)) return "an interval";
  if (device !== null && !(device.lifetimeMs >= 1000 && device.lifetimeMs <= 86_400_000)) return "a life";
  const hasTokens =
    isObject(body) &&
    [body["access_token"], body["refresh_token"]].every(
      (token) => typeof token === "string" && /^[!-~]{1,15000}$/u.test(token),
    );
  if (answer.kind !== "tokens") return hasTokens ? "tokens" : null;
  const login = loginFromTokens({ id: "id", issuer: "https://auth.kimi.com" }, answer.tokens, NOW);
  const stored: unknown = parseJson(JSON.stringify({ type: "oauth", ...toFields(login) }));
  return isSame(fromFields(stored), login) ? null : "the sign-in that was stored";
}

function stored(input: string): string | null {
  readPlans(input);
  parseClaim(input);
  parseClientCredentials(input, NOW);
  fromFields(parseJson(input));
  const result = parseExchangeResult(input);
  if (result?.kind !== "tokens") return null;
  const login = loginFromTokens({ id: "id", issuer: "https://auth.kimi.com" }, result.tokens, result.askedAt);
  const read: unknown = parseJson(JSON.stringify({ type: "oauth", ...toFields(login) }));
  return fromFields(read) === null ? "the sign-in that was left" : null;
}

function config(input: string): string | null {
  const block = parseJson(input);
  const { proxy } = requestSettings(block);
  const isOurs = proxy?.mode !== "explicit-proxy" || (proxy.url !== "" && proxy.url.length <= input.length);
  return isOurs ? null : "a proxy";
}

function keys(input: string): string | null {
  const bare = bareKey(input);
  try {
    const { key } = parsePastedKey(input, { ownEndpoint: false });
    return broken({
      "a key that a header can hold": /^[!-~]+$/u.test(key),
      "the same key when it is read again": parsePastedKey(key, { ownEndpoint: false }).key === key,
      "the same key in a variable": bare === key,
    });
  } catch (error) {
    if (!(error instanceof KimiError)) throw error;
    const tail = input.trim().slice(-12);
    return tail.length === 12 && /^[A-Za-z0-9]+$/u.test(tail) && error.message.includes(tail)
      ? "a secret"
      : null;
  }
}

function search(input: string): string | null {
  const pages = parseSearchResults(parseJson(input), MAX_RESULTS);
  if (pages === null) return null;
  return broken({
    "a number of pages": pages.length <= MAX_RESULTS,
    "addresses of the web": pages.every(({ url }) => /^https?:\/\//u.test(url) && url.length <= 2048),
    "one line each": pages.every(
      ({ title, snippet = "" }) =>
        !UNPRINTED.test(title) && !UNPRINTED.test(snippet) && snippet.length <= 1500,
    ),
  });
}

function errors(input: string): string | null {
  const failure = classifyServiceError({ text: input });
  const ref = { modelRef: "kimi/kimi-code", defaultModelRef: "kimi/kimi-code" };
  const text = failure === null ? "" : (explain(failure, ref) ?? "");
  const { message } = refusalOf(
    { status: 500, headers: { "retry-after": input }, text: input },
    "https://x.example",
    NOW,
  );
  const whole = finalMessage(new Answer(answerHead()).whole(input));
  return broken({
    "a short explanation": text.length < 1500,
    "a short refusal": message.length < 1200 && !UNPRINTED.test(message),
    "a short failure": (whole.errorMessage ?? "").length < 1200,
  });
}

function conversations(input: string): string | null {
  const body = parseJson(input);
  if (!isObject(body)) return null;
  const before = JSON.stringify(body);
  const context = {
    api: OPENAI_DIALECT,
    wireModelId: "kimi-for-coding",
    thinking: true,
  };
  try {
    const patched: unknown = patchRequest(body, context);
    if (!isObject(patched)) return "the body";
    const again = patchRequest(patched, context);
    const texts = userTexts(body);
    const kept = new Set(userTexts(patched));
    return broken({
      "the body that came": JSON.stringify(body) === before,
      "the same when it is patched again": isSame(patched, again),
      "the words of the user": texts.every((text) => kept.has(text)),
    });
  } catch (error) {
    if (error instanceof KimiError) return null;
    throw error;
  }
}

/** The plain texts of a user, as far as a body has its form. */
function userTexts(body: JsonObject): string[] {
  const messages: readonly unknown[] = Array.isArray(body["messages"]) ? body["messages"] : [];
  return messages.flatMap((message) => {
    const content = isObject(message) && message["role"] === "user" ? message["content"] : undefined;
    return typeof content === "string" && content.trim() !== "" ? [content] : [];
  });
}

function schemas(input: string): string | null {
  const { schema, losses } = normalizeToolSchema(parseJson(input));
  const text = JSON.stringify(schema);
  const has = (word: string) => new RegExp(`"${word}":[{[]`, "u").test(text) && !input.includes(word);
  return broken({
    "an object": schema["type"] === "object" || Array.isArray(schema["anyOf"]),
    "a bounded size": text.length < 500_000 + 8 * input.length,
    "no combinator that the service does not know": !has("allOf") && !has("oneOf"),
    "bounded losses": losses.length <= 10 + input.length,
  });
}

/** All edges, by name. */
export const FUZZ_EDGES: readonly FuzzEdge[] = [
  { name: "sse", run: sse },
  { name: "markup-k2", run: markup(K2_DIALECT) },
  { name: "markup-k3", run: markup(K3_DIALECT) },
  { name: "models", run: models },
  { name: "usages", run: usages },
  { name: "oauth", run: oauth },
  { name: "stored-files", run: stored },
  { name: "config", run: config },
  { name: "keys", run: keys },
  { name: "search", run: search },
  { name: "errors", run: errors },
  { name: "conversations", run: conversations },
  { name: "schemas", run: schemas },
];
