import { errorEnvelope, faults, refusals, withPrefix, type Fault } from "openclaw-kimi-lab";
import { describe, expect, it } from "vitest";
import { classifyServiceError, explain, explainToHost, type ServiceErrorCode } from "./src/errors/index.ts";
import { present, registerPlugin } from "./test-support/registration.ts";

const { provider } = registerPlugin();
const context = {
  modelRef: "kimi/kimi-k3",
  defaultModelRef: "kimi/kimi-code",
  planModelRefs: ["kimi/kimi-code", "kimi/k3"],
  request: {
    tools: [
      { name: "read", parameters: { properties: { path: {} } } },
      { name: "12306__query", parameters: { properties: { X: {} } } },
    ],
  },
};

/** What a host does: `auth` pauses the key, `""` is left to the host, which compacts or tries again. */
interface Expected {
  readonly code: ServiceErrorCode;
  readonly reason: string;
  /** What the text for the user says; `null` where the host's own is shown. */
  readonly says: readonly (RegExp | string)[] | null;
}

const inPlan = { reason: "empty_response", code: "not-in-plan" } as const;
const bad = { reason: "empty_response", code: "bad-request" } as const;
const noNewChat = /^(?![\s\S]*\n\/new)[\s\S]*A new chat would send the same/u;

/** The service's exact words, by the name under which the simulator keeps them. */
const expected = {
  concurrentLimit: {
    code: "rate-limited",
    reason: "empty_response",
    says: ["at the same time", /Neither your quota nor your key is the reason/u],
  },
  concurrentLimitTerminated: { code: "rate-limited", reason: "empty_response", says: ["at the same time"] },
  planWindow: {
    code: "context-overflow",
    reason: "",
    says: ["256K", "\n/model kimi/k3-256k", "\n/compact", "Your key is fine"],
  },
  modelIdHint: {
    code: "unknown-model",
    reason: "empty_response",
    says: ["the model kimi/kimi-k3", /\n\/model kimi\/k3$/u],
  },
  modelNotInPlan: {
    ...inPlan,
    says: [
      "does not include the model kimi/kimi-k3",
      "has kimi/kimi-code, kimi/k3",
      "\n/model kimi/kimi-code\n",
    ],
  },
  modelNotInPlan401: { ...inPlan, says: ["does not include the model kimi/kimi-k3"] },
  noKimiCode: { ...inPlan, says: ["does not include Kimi Code", "Your key is fine", /\n\/model$/u] },
  noKimiCode401: { ...inPlan, says: ["does not include Kimi Code"] },
  functionName: { ...bad, says: ["the tool 12306__query has a name", noNewChat] },
  toolCallsUnanswered: { ...bad, says: ["earlier messages", /\n\/new$/u] },
  toolSchema: { ...bad, says: [/\(at root\)/iu, noNewChat] },
  tokenLimit: { code: "context-overflow", reason: "", says: null },
  tokenLimit256k: { code: "context-overflow", reason: "", says: null },
  messageSize: { code: "body-too-large", reason: "empty_response", says: ["\n/compact"] },
  emptyMessage: { ...bad, says: ["number 4 of those that were sent", /\n\/new$/u] },
  emptyText: { ...bad, says: [/\n\/new$/u] },
  toolCallId: { ...bad, says: [/\n\/new$/u] },
  temperature: { ...bad, says: ["temperature"] },
  unheardOf401: {
    code: "access-refused",
    reason: "empty_response",
    says: ["Something new that nobody has seen.", /\nopenclaw kimi status$/u],
  },
  unheardOf403: {
    code: "access-refused",
    reason: "empty_response",
    says: ["Something new that nobody has seen.", /\nopenclaw kimi status$/u],
  },
} as const satisfies Record<keyof typeof refusals, Expected>;

const prefixes = [
  "",
  "Invalid request: ",
  "Error: ",
  "error from provider: ",
  "Error from provider (kimi): ",
  "API Error: 400 ",
  "BadRequestError: ",
  "upstream error - ",
  "HTTP 403 Forbidden: ",
];

/** Each changes punctuation, quotes or letter case, and no word. */
const wordings: readonly ((said: string) => string)[] = [
  (said) => said,
  (said) => said.replaceAll("'", "’").replaceAll("`", '"'),
  (said) => said.replaceAll("'", "\u2018").replaceAll("`", "“"),
  (said) => said.replace(/\.$/u, ""),
  (said) => `${said.replace(/\.$/u, "")}!`,
  (said) => said.toUpperCase().replace(/`.*`/u, (id) => id.toLowerCase()),
  (said) => `${said} See https://www.kimi.com/code/docs.`,
  (said) => `  ${said.replaceAll(" ", "  ")}\n`,
  (said) => said.replaceAll("'", "&#39;"),
  (said) => said.replaceAll("'", "").replaceAll(",", ";"),
];

/** What hosts make of an answer. */
const forms: readonly ((fault: Fault) => string)[] = [
  ({ status, message }) => `${status} ${message}`,
  ({ status, message }) => `${status}: ${message}`,
  ({ status, type, message }) => `Error: ${status} ${type}: ${message}`,
  (fault) => `${fault.status} ${JSON.stringify(errorEnvelope("openai", { ...fault, code: "c" }, "r"))}`,
  (fault) => `${fault.status} ${JSON.stringify(errorEnvelope("anthropic", fault, "r"))}`,
  (fault) =>
    `Error code: ${fault.status} - ${JSON.stringify(errorEnvelope("openai", fault, "r"))}; Retry-After: 3 seconds`,
  ({ status, message }) => `${status} ${JSON.stringify(message)}`,
];

const rows = Object.entries<Expected>(expected).map(([name, row]) => ({
  name,
  row,
  fault: present(Object.entries<Fault>(refusals).find(([key]) => key === name)?.[1]),
}));

/** A sentence in every wrapper, with every punctuation, in every form. */
function everyText(fault: Fault): string[] {
  return prefixes.flatMap((prefix) =>
    wordings.flatMap((reword) =>
      forms.map((form) => form({ ...fault, message: `${prefix}${reword(fault.message)}` })),
    ),
  );
}

function hint(end: string) {
  return classifyServiceError({ text: `401 Your model id does not exist, recognized as other:x. ${end}` });
}
function saidOf(message: string) {
  return explain(present(classifyServiceError({ text: `400 ${message}` })), context);
}

describe("a sentence of the service, whatever is around it", () => {
  it.each(rows)("is told by its code and reason: $name", ({ row: { code, reason }, fault }) => {
    for (const text of everyText(fault)) {
      const answer = provider.classifyFailoverReason?.({ provider: "kimi", errorMessage: text });
      expect({ text, code: classifyServiceError({ text })?.code, reason: answer ?? "" }).toStrictEqual({
        text,
        code,
        reason,
      });
      expect(provider.matchesContextOverflowError?.({ provider: "kimi", errorMessage: text })).toBe(
        code === "context-overflow",
      );
    }
  });

  it.each(rows)("is explained: $name", ({ name, row: { says }, fault }) => {
    for (const text of everyText(fault)) {
      const said = explain(present(classifyServiceError({ text })), context);
      expect({ text, isHosts: said === null }).toStrictEqual({ text, isHosts: says === null });
      for (const part of says ?? []) {
        const isOwnSentence = name.startsWith("unheardOf") && typeof part === "string";
        const isThere = isOwnSentence
          ? said?.toLowerCase().includes("something new that nobody has seen")
          : typeof part === "string"
            ? said?.includes(part)
            : part.test(said ?? "");
        expect({ text, said, part, isThere }).toStrictEqual({ text, said, part, isThere: true });
      }
    }
  });

  it.each(rows)("is known again from its explanation: $name", ({ row: { code, reason }, fault }) => {
    const text = explainToHost(
      present(classifyServiceError({ text: `${fault.status} ${fault.message}` })),
      context,
    );
    if (text === null) return;
    for (const errorMessage of [text, `⚠️ ${text}`, `Error: ${text}`]) {
      expect(provider.classifyFailoverReason?.({ errorMessage })).toBe(reason === "" ? undefined : reason);
      expect(provider.matchesContextOverflowError?.({ errorMessage })).toBe(code === "context-overflow");
    }
  });

  it.each([
    faults.userAgentRefused,
    faults.weeklyLimit,
    faults.accessTerminated,
    faults.membershipInactive,
    faults.invalidKey,
    faults.invalidAuthentication,
    faults.contentFilter,
    faults.engineOverloaded,
    faults.tooManyRequests,
  ] satisfies Fault[])("keeps its code behind a wrapper: $message", (fault) => {
    const code = classifyServiceError({ text: `${fault.status} ${fault.message}` })?.code;
    for (const text of everyText(fault))
      expect({ text, code: classifyServiceError({ text })?.code }).toStrictEqual({ text, code });
  });

  it("is the same after the prefix of the service itself", () => {
    const { message } = withPrefix(refusals.tokenLimit256k);
    expect(classifyServiceError({ text: `400 ${message}` })?.code).toBe("context-overflow");
  });
});

describe("an answer without a sentence", () => {
  const bodies = [
    "",
    "status code (no body)",
    "status code (a web page came)",
    "<html><body>401 Authorization Required, invalid token</body></html>",
    "{}",
    '{"code":16}',
    '{"error":{}}',
    '{"error":null}',
    "Unauthorized",
    "Forbidden",
    "[]",
    '"',
    "{",
  ];

  it.each([401, 403])("is no bad key with the status %s, and the text makes no host think so", (status) => {
    for (const body of bodies) {
      const text = `${status} ${body}`;
      const failure = present(classifyServiceError({ text }));
      expect({ text, code: failure.code }).toStrictEqual({ text, code: "access-refused" });
      expect(explain(failure, context)).toMatch(
        /^Kimi Code refused this request \(40[13]\)\. .*\nopenclaw kimi status$/su,
      );
      expect(explainToHost(failure, context)).not.toMatch(/40[13]/u);
    }
  });
});

describe("the id in a hint", () => {
  it.each([
    { end: "Please set model id as `k3`.", command: "/model kimi/k3" },
    { end: "Please set model id as k3.", command: "/model kimi/k3" },
    { end: 'Please use the model name: "k3.1-pro"', command: "/model kimi/k3.1-pro" },
    { end: "please set the model to ‘k3-256k’!", command: "/model kimi/k3-256k" },
    { end: "Set model id as kimi-for-coding", command: "/model kimi/kimi-code" },
  ])("becomes the command: $end", ({ end, command }) => {
    expect(
      explain(present(hint(end)), context)
        ?.split("\n")
        .at(-1),
    ).toBe(command);
  });

  it.each([
    "`k3; rm -rf /`",
    "`$(id)`",
    "../k3",
    "k3|sh",
    "",
    "`-k3`",
    "https://evil.example/k3",
    "k3[1m]",
    `\`${"a".repeat(300)}\``,
  ])("is left out where it is none: %s", (id) => {
    const said = explain(present(hint(`Please set model id as ${id}.`)), context);
    expect(said).toMatch(/\n\/model kimi\/(?:kimi-code|k3)\n.*\nopenclaw kimi status$/u);
    expect(said).not.toMatch(/rm -rf|\$\(|evil|\||\[1m\]/u);
  });
});

describe("a sentence that is quoted", () => {
  it("shows no secret, no control character and no more than 300 characters", () => {
    const secrets =
      "sk-kimi-s3cr3tS3cr3t Bearer abc.def eyJhbGciOi.eyJzdWIi.c2ln 0123456789abcdef0123456789abcdef";
    const failure = present(
      classifyServiceError({ text: `403 Odd \u001B[31m${secrets} ${"word ".repeat(1000)}` }),
    );
    const said = explain(failure, context) ?? "";
    expect(said).toContain("Odd");
    expect(said.replaceAll("\n", " ")).not.toMatch(/s3cr3t|abc\.def|eyJ|0123456789abcdef|\p{Cc}/u);
    expect(said.length).toBeLessThan(600);
  });

  it.each(["access denied for this region", "permission missing", "error 401 again", "this has expired"])(
    "is left out of the text that hosts sort by its words: %s",
    (sentence) => {
      const failure = present(classifyServiceError({ text: `403 Odd: ${sentence}` }));
      expect(explain(failure, context)).toContain(sentence);
      expect(explainToHost(failure, context)).not.toContain(sentence);
    },
  );
});

describe("what a refusal names", () => {
  it.each([
    {
      message: "function name 21st_magic is invalid, must start with a letter",
      names: "the tool 21st_magic has",
    },
    { message: "function name read is duplicated", names: "the tool read has" },
    {
      message: "At path 'properties.X': type is not defined",
      names: "the tool 12306__query has a schema that Kimi Code does not accept (at properties.X)",
    },
    {
      message:
        "tools.function.parameters is not a valid moonshot flavored json schema, details: <At path 'properties.path': no>",
      names: "the tool read has a schema",
    },
    { message: "tool_call_id call_7 is not found", names: "a tool call (call_7) or its result" },
    {
      message:
        "an assistant message with 'tool_calls' must be followed by tool messages responding to each 'tool_call_id'. The following tool_call_ids did not have response messages: call_9",
      names: "(call_9)",
    },
    {
      message:
        "thinking is enabled but reasoning_content is missing in assistant tool call message at index 3",
      names: "number 4",
    },
  ])("is named: $message", ({ message, names }) => {
    expect(saidOf(message)).toContain(names);
  });
});
