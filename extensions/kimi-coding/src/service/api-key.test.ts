import { describe, expect, it } from "vitest";
import { KimiError } from "../errors/index.ts";
import { KEY_PAGE, STORE_KEY_COMMAND } from "../kimi/index.ts";
import { bareKey, keyShapeWarning, parsePastedKey, pastedKeyFlaw, type KeyShape } from "./api-key.ts";

const KEY = "sk-kimi-AbC123xyz789";
const TOKEN = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ1In0.c2lnbmF0dXJl";
const service = { ownEndpoint: false };
const own = { ownEndpoint: true };

/** The error of a refusal; fails where the text is taken. */
function refusal(pasted: string, destination = service): KimiError {
  try {
    parsePastedKey(pasted, destination);
  } catch (error) {
    if (error instanceof KimiError) return error;
    throw error;
  }
  throw new TypeError("the text was taken for a key");
}

describe("parsePastedKey", () => {
  it.each([
    { name: "the key alone", pasted: KEY },
    { name: "blanks around it", pasted: ` \t${KEY}  ` },
    { name: "no-break blanks around it", pasted: `\u00A0${KEY}\u00A0` },
    { name: "a byte-order mark before it", pasted: `\uFEFF${KEY}` },
    { name: "a trailing line break", pasted: `${KEY}\n` },
    { name: "a trailing line break of Windows", pasted: `${KEY}\r\n` },
    { name: "line breaks around it", pasted: `\n\n${KEY}\n\n` },
    { name: "a key that a terminal wrapped", pasted: "sk-kimi-AbC123\nxyz789" },
    { name: "a key that a mail wrapped and indented", pasted: "sk-kimi-AbC123 \r\n    xyz789" },
    { name: "a key wrapped twice", pasted: "sk-kimi-\nAbC123\nxyz789\n" },
    { name: "double quotes", pasted: `"${KEY}"` },
    { name: "single quotes", pasted: `'${KEY}'` },
    { name: "backticks", pasted: `\`${KEY}\`` },
    { name: "typographic double quotes", pasted: `“${KEY}”` },
    { name: "typographic single quotes", pasted: `‘${KEY}’` },
    { name: "quotes of two kinds", pasted: `“${KEY}"` },
    { name: "quotes within quotes", pasted: `'"${KEY}"'` },
    { name: "blanks within quotes", pasted: `" ${KEY} "` },
    { name: "a wrapped key within quotes", pasted: `"sk-kimi-AbC123\n xyz789"` },
    { name: "Bearer", pasted: `Bearer ${KEY}` },
    { name: "bearer in other letters", pasted: `BEARER   ${KEY}` },
    { name: "Bearer on a line of its own", pasted: `Bearer\n${KEY}` },
    { name: "a header", pasted: `Authorization: Bearer ${KEY}` },
    { name: "a header in lower case", pasted: `authorization:bearer ${KEY}` },
    { name: "a header within quotes", pasted: `"Authorization: Bearer ${KEY}"` },
    { name: "an assignment", pasted: `KIMI_API_KEY=${KEY}` },
    { name: "an assignment of the other variable", pasted: `KIMICODE_API_KEY=${KEY}` },
    { name: "an assignment of any variable", pasted: `MY_KEY_2=${KEY}` },
    { name: "an assignment with blanks", pasted: `KIMI_API_KEY = ${KEY}` },
    { name: "a line of YAML", pasted: `KIMI_API_KEY: ${KEY}` },
    { name: "an export", pasted: `export KIMI_API_KEY="${KEY}"` },
    { name: "an export with a semicolon", pasted: `export KIMI_API_KEY='${KEY}';` },
    { name: "an export with a line break", pasted: `export KIMI_API_KEY=${KEY}\n` },
    { name: "set", pasted: `set KIMI_API_KEY=${KEY}` },
    { name: "PowerShell", pasted: `$env:KIMI_API_KEY="${KEY}"` },
    { name: "PowerShell with blanks", pasted: `$env:KIMI_API_KEY = '${KEY}'` },
    { name: "an assignment of a bearer", pasted: `export KIMI_API_KEY="Bearer ${KEY}"` },
    { name: "a bearer of an assignment", pasted: `Bearer KIMI_API_KEY=${KEY}` },
    { name: "an assignment within quotes", pasted: `"KIMI_API_KEY='${KEY}'"` },
    { name: "bearer twice", pasted: `Bearer Bearer ${KEY}` },
    { name: "everything at once", pasted: ` “export KIMI_API_KEY="Bearer sk-kimi-AbC123\n  xyz789";” \r\n` },
  ])("reads $name", ({ pasted }) => {
    expect(parsePastedKey(pasted, service)).toStrictEqual({ key: KEY, shape: "subscription" });
    expect(parsePastedKey(pasted, own)).toStrictEqual({ key: KEY, shape: "subscription" });
  });

  it.each([
    { name: "a subscription key", key: KEY, shape: "subscription" },
    { name: "another sk- key", key: "sk-AbC123xyz789", shape: "open-platform" },
    { name: "a JSON web token", key: TOKEN, shape: "token" },
    { name: "a JSON web token that was cut", key: `${TOKEN.slice(0, 20)}.x.`, shape: "token" },
    { name: "three parts that are no JSON web token", key: "a.b.c", shape: "unknown" },
    { name: "anything else", key: "0123456789abcdef", shape: "unknown" },
  ])("keeps $name as it is", ({ key, shape }) => {
    expect(parsePastedKey(key, service)).toStrictEqual({ key, shape });
  });

  it.each([
    { name: "nothing", pasted: "", reason: "it is empty" },
    { name: "blanks", pasted: " \t\n", reason: "it is empty" },
    { name: "a pair of quotes", pasted: '""', reason: "it is empty" },
    { name: "quotes within quotes", pasted: `'""'`, reason: "it is empty" },
    { name: "a pair of typographic quotes", pasted: "“”", reason: "it is empty" },
    { name: "quotes around a blank", pasted: `' '`, reason: "it is empty" },
    { name: "one quote", pasted: '"', reason: "it is empty" },
    { name: "three quotes", pasted: '"""', reason: "it is empty" },
    { name: "a variable without a value", pasted: "KIMI_API_KEY=", reason: "it is empty" },
    { name: "an export of empty quotes", pasted: `export KIMI_API_KEY=""`, reason: "it is empty" },
    { name: "Bearer alone", pasted: "Bearer ", reason: "it is empty" },
    { name: "a control character", pasted: `sk-kimi-\u0007abc`, reason: "control characters or invisible" },
    { name: "a null", pasted: `${KEY}\u0000`, reason: "control characters or invisible" },
    {
      name: "an escape sequence of a terminal",
      pasted: `\u001B[200~${KEY}`,
      reason: "control characters or invisible",
    },
    {
      name: "a zero-width blank inside",
      pasted: `sk-kimi-\u200Babc`,
      reason: "control characters or invisible",
    },
    {
      name: "a zero-width blank at the end",
      pasted: `${KEY}\u200B`,
      reason: "control characters or invisible",
    },
    { name: "a zero-width joiner", pasted: `sk-\u200Dkimi-abc`, reason: "control characters or invisible" },
    { name: "a word joiner", pasted: `sk-kimi-\u2060abc`, reason: "control characters or invisible" },
    {
      name: "a byte-order mark inside",
      pasted: `sk-kimi-\uFEFFabc`,
      reason: "control characters or invisible",
    },
    { name: "a direction mark", pasted: `\u202E${KEY}`, reason: "control characters or invisible" },
    { name: "a blank inside", pasted: `sk-kimi-abc def`, reason: "contains spaces" },
    { name: "a sentence", pasted: `my key is ${KEY}`, reason: "contains spaces" },
    { name: "a command line", pasted: `curl -H "Authorization: Bearer ${KEY}"`, reason: "contains spaces" },
    { name: "two keys on one line", pasted: `${KEY} sk-kimi-other`, reason: "contains spaces" },
    { name: "two keys on two lines", pasted: `${KEY}\nsk-kimi-other`, reason: "more than one key" },
    { name: "a key pasted twice", pasted: `${KEY}${KEY}`, reason: "more than one key" },
    { name: "a key in brackets", pasted: `<${KEY}>`, reason: "more than the key was pasted" },
    { name: "a variable in small letters", pasted: `kimi_api_key=${KEY}`, reason: "more than the key was" },
    { name: "two assignments", pasted: `KIMI_API_KEY=${KEY}\nKIMICODE_API_KEY=${KEY}`, reason: "more than" },
    {
      name: "an assignment after the key",
      pasted: `KIMI_API_KEY=${KEY}\nLOG_LEVEL=debug`,
      reason: "more than",
    },
  ])("refuses $name for either destination", ({ pasted, reason }) => {
    expect(refusal(pasted)).toMatchObject({ code: "key-refused", name: "KimiError" });
    expect(refusal(pasted).message).toContain(reason);
    expect(refusal(pasted, own).message).toContain(reason);
  });

  it.each([
    { prefix: "sk-ant-", vendor: "Anthropic" },
    { prefix: "sk-proj-", vendor: "OpenAI" },
    { prefix: "sk-svcacct-", vendor: "OpenAI" },
    { prefix: "sk-admin-", vendor: "OpenAI" },
    { prefix: "sk-or-", vendor: "OpenRouter" },
    { prefix: "AIza", vendor: "Google" },
    { prefix: "gsk_", vendor: "Groq" },
    { prefix: "xai-", vendor: "xAI" },
    { prefix: "ghp_", vendor: "GitHub" },
    { prefix: "hf_", vendor: "Hugging Face" },
  ])("refuses a key of $vendor ($prefix) for Kimi's host alone", ({ prefix, vendor }) => {
    const key = `${prefix}AbC123xyz789`;
    expect(refusal(key).message).toContain(`a key of ${vendor} (${prefix}…)`);
    expect(refusal(`export OTHER_KEY="${key}"`).message).toContain(vendor);
    expect(parsePastedKey(key, own).key).toBe(key);
  });

  it.each([
    { name: "a word that ends in sk", key: "task-runner-7" },
    { name: "a prefix before sk-", key: "team-a:sk-12345" },
  ])("accepts a key of the user's own host with $name", ({ key }) => {
    expect(parsePastedKey(key, own)).toStrictEqual({ key, shape: "unknown" });
  });

  it("names the next step", () => {
    const { message } = refusal("");
    expect(message).toContain("Nothing was stored.");
    expect(message).toContain(KEY_PAGE);
    expect(message).toContain("openclaw onboard --auth-choice kimi-code-api-key");
  });

  it.each([
    { name: "control characters", pasted: "sk-kimi-s3cr\u00073t" },
    { name: "blanks", pasted: "sk-kimi-s3cr 3t" },
    { name: "two keys", pasted: "sk-kimi-s3cr\nsk-kimi-3t" },
    { name: "another vendor's prefix", pasted: "sk-ant-s3cr3t" },
  ])("repeats nothing of the key that it refuses for $name", ({ pasted }) => {
    const error = refusal(pasted);
    expect(`${error.message}${error.stack ?? ""}${String(error.cause)}`).not.toContain("s3cr");
  });
});

describe("pastedKeyFlaw", () => {
  it("names the reason and no command to a user who can paste another key", () => {
    expect(pastedKeyFlaw("sk-ant-s3cr3t", service)).toBe(
      `This cannot be a Kimi Code API key: it is a key of Anthropic (sk-ant-…), not of Kimi Code. Paste the key (sk-kimi-…) from ${KEY_PAGE}.`,
    );
  });

  it.each([
    { name: "a key", pasted: ` "${KEY}"`, destination: service },
    { name: "a key of another vendor for the user's own host", pasted: "sk-ant-0", destination: own },
  ])("finds no flaw in $name", ({ pasted, destination }) => {
    expect(pastedKeyFlaw(pasted, destination)).toBeNull();
  });
});

describe("keyShapeWarning", () => {
  const shapes: readonly { readonly shape: KeyShape; readonly says: string }[] = [
    { shape: "open-platform", says: "Moonshot's open platform" },
    { shape: "token", says: "expires within minutes" },
    { shape: "unknown", says: "does not look like a Kimi Code subscription key" },
  ];

  it.each(shapes)("describes a key of shape '$shape' and names the next step", ({ shape, says }) => {
    const warning = keyShapeWarning(shape, service, "stored");
    expect(warning).toContain(says);
    expect(warning).toContain("It is stored as you gave it.");
    expect(warning).toContain(KEY_PAGE);
    expect(warning?.split("\n").at(-1)).toBe(STORE_KEY_COMMAND);
  });

  it.each(shapes)(
    "names no command to a user who is still asked for the key: '$shape'",
    ({ shape, says }) => {
      const warning = keyShapeWarning(shape, service, "before-storing");
      expect(warning).toContain(says);
      expect(warning).toContain(KEY_PAGE);
      expect(warning).not.toMatch(/stored|openclaw/u);
    },
  );

  it("returns no warning for a subscription key", () => {
    expect(keyShapeWarning("subscription", service, "stored")).toBeNull();
  });

  it.each(shapes)("returns no warning for a key of shape '$shape' for the user's own host", ({ shape }) => {
    expect(keyShapeWarning(shape, own, "stored")).toBeNull();
  });
});

describe("bareKey", () => {
  it.each([`"${KEY}"`, `'${KEY}'`, ` ${KEY}\n`, `Bearer ${KEY}`, `KIMI_API_KEY="${KEY}"`, KEY])(
    "reads the key in %j",
    (secret) => {
      expect(bareKey(secret)).toBe(KEY);
    },
  );

  it.each(['""', "two words", `"${KEY} ${KEY}"`, `"${KEY}\u200B"`, TOKEN])("leaves %j as it is", (secret) => {
    expect(bareKey(secret)).toBe(secret);
  });
});
