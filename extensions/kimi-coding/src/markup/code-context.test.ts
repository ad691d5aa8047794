import { describe, expect, it } from "vitest";
import { CodeContext } from "./code-context.ts";

/** Whether what follows a text is code, which must not depend on how the text arrived. */
function isCodeBehind(text: string): boolean {
  const whole = new CodeContext();
  whole.feed(text);
  const cut = new CodeContext();
  for (const unit of text.split("")) cut.feed(unit);
  expect(cut.inside).toBe(whole.inside);
  return whole.inside;
}

describe("a fenced block", () => {
  it.each([
    { name: "of backticks", text: "```\n" },
    { name: "of tildes", text: "~~~\n" },
    { name: "of more than three", text: "`````\n" },
    { name: "behind text", text: "Like this:\n```\n" },
    { name: "with a language", text: "```text\n" },
    { name: "of tildes with backticks behind them", text: "~~~ `a` b\n" },
    { name: "with CRLF", text: "```\r\nls\r\n" },
    { name: "that is indented", text: "  ```\n" },
    { name: "that is indented by a tab", text: "\t```\n" },
    { name: "in a quote", text: "> ```\n> " },
    { name: "in a quote in a list", text: "- > ```\n" },
    { name: "in a list of dashes", text: "- ```\n" },
    { name: "in a list of stars", text: "* ```\n" },
    { name: "in a list of pluses", text: "+ ```\n" },
    { name: "in a numbered list", text: "10. ```\n" },
    { name: "in a list that is numbered with brackets", text: "2) ```\n" },
    { name: "several lines long", text: "```\na\n\nb\n" },
    { name: "from its first line on", text: "```" },
    { name: "from its first line on, of tildes", text: "~~~" },
    { name: "behind its language", text: "```text " },
    { name: "behind the language, of tildes", text: "~~~ text " },
    { name: "behind another", text: "```\n```\n```\n" },
    { name: "behind text that ends in backslashes", text: "a \\\n```\n" },
  ])("is code: $name", ({ text }) => {
    expect(isCodeBehind(text)).toBe(true);
  });

  it.each([
    { name: "by as many", text: "```\nls\n```\n" },
    { name: "by more", text: "```\nls\n`````\n" },
    { name: "by tildes", text: "~~~\nls\n~~~\n" },
    { name: "with blanks behind", text: "```\n``` \t\n" },
    { name: "with CRLF", text: "```\r\nls\r\n```\r\n" },
    { name: "with an indentation", text: "- ```\n  ls\n  ```\n" },
    { name: "in its quote", text: "> ```\n> ls\n> ```\n" },
    { name: "in the quote in its list", text: "- > ```\n  > ```\n" },
    { name: "at once", text: "```\n```\n" },
    { name: "behind a quote in it", text: "```\n> x\n```\n" },
    { name: "behind a list in it", text: "```\n- x\n```\n" },
    { name: "behind a backslash in it", text: "```\n\\\n```\n" },
    { name: "before the end of the line", text: "```\nls\n```" },
    { name: "before the end of the line, with a blank", text: "```\nls\n``` " },
  ])("is closed $name", ({ text }) => {
    expect(isCodeBehind(text)).toBe(false);
  });

  it.each([
    { name: "fewer", text: "````\n```\n" },
    { name: "tildes if it is of backticks", text: "```\n~~~\n" },
    { name: "backticks if it is of tildes", text: "~~~\n```\n" },
    { name: "a fence with something behind it", text: "```\n``` x\n" },
    { name: "a fence with another behind it", text: "```\n``` ```\n" },
    { name: "a fence with tildes behind it", text: "```\n```~~~\n" },
    { name: "a fence within a line", text: "```\nls ```\n" },
    { name: "a fence that is escaped", text: "```\n\\```\n" },
    { name: "inline code", text: "```\n`a`\n" },
    { name: "a fence in a list", text: "```\n- ```\n" },
    { name: "a fence in a numbered list", text: "```\n1. ```\n" },
    { name: "a fence in a quote that it is not in", text: "```\n> ```\n" },
  ])("is not closed by $name", ({ text }) => {
    expect(isCodeBehind(text)).toBe(true);
  });

  it.each([
    { name: "two backticks", text: "``\n" },
    { name: "two tildes", text: "~~\n" },
    { name: "backticks within a line", text: "a ```\n" },
    { name: "tildes within a line", text: "a ~~~\n" },
    { name: "backticks behind an emphasis", text: "_```\n" },
    { name: "backticks with inline code behind them", text: "```a```\n" },
    { name: "backticks with a backtick behind them", text: "``` a`b\n" },
    { name: "backticks that are escaped", text: "\\```\n" },
    { name: "tildes that are escaped", text: "\\~~~\n" },
    { name: "tildes and backticks", text: "~~``\n" },
    { name: "tildes behind backticks", text: "`~~~\n" },
    { name: "backticks behind tildes", text: "~```\n" },
  ])("is not opened by $name", ({ text }) => {
    expect(isCodeBehind(text)).toBe(false);
  });
});

describe("inline code", () => {
  it.each([
    { name: "one backtick", text: "Use `" },
    { name: "at the start", text: "`a" },
    { name: "two backticks", text: "Use ``a` b" },
    { name: "three backticks within a line", text: "Use ``` a" },
    { name: "behind other code", text: "`a` and `b" },
    { name: "behind a fence that is none", text: "```a``` `b" },
    { name: "behind a backslash that is escaped", text: "\\\\`a" },
    { name: "with a backslash before a backtick", text: "``\\`" },
    { name: "with a run that is too long", text: "`a``" },
    { name: "with a run that is too short", text: "``a`" },
    { name: "with tildes", text: "`~" },
    { name: "behind an escape", text: "\\``a" },
    { name: "behind a backslash and something else", text: "\\a`b" },
    { name: "behind backticks that are no fence", text: "```a`b" },
  ])("is code: $name", ({ text }) => {
    expect(isCodeBehind(text)).toBe(true);
  });

  it.each([
    { name: "as many backticks", text: "Use `a`" },
    { name: "two backticks", text: "``a`b``" },
    { name: "a backtick behind a backslash", text: "`a\\`" },
    { name: "three backticks at the start of a line", text: "```a```" },
    { name: "the end of the line", text: "it`s\n" },
    { name: "the end of the line with CRLF", text: "it``s\r\n" },
  ])("is closed by $name", ({ text }) => {
    expect(isCodeBehind(text)).toBe(false);
  });

  it("is not opened by an escaped backtick", () => {
    expect(isCodeBehind("\\`")).toBe(false);
    expect(isCodeBehind("\\\\\\`")).toBe(false);
  });

  it("is not opened by tildes", () => {
    expect(isCodeBehind("a ~~b")).toBe(false);
    expect(isCodeBehind("~~b")).toBe(false);
  });
});

describe("what begins a block of its own", () => {
  it("stands at the start of a line", () => {
    const code = new CodeContext();
    code.feed("a");
    code.startLine();
    code.feed("```\n");
    expect(code.inside).toBe(true);
  });

  it("is after the fence that closed in front of it", () => {
    const code = new CodeContext();
    code.feed("```\n```");
    code.startLine();
    code.feed("x\n");
    expect(code.inside).toBe(false);
  });

  it("is no part of a run in front of it", () => {
    const code = new CodeContext();
    code.feed("a``");
    code.startLine();
    code.feed("`\n");
    expect(code.inside).toBe(false);
  });
});
