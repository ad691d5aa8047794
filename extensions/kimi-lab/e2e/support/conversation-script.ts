import { faults } from "../../simulator/simulator.ts";
import {
  everydayTurns,
  scriptedReasoning,
  toolTurns,
  type ScriptedTurn,
  type Setting,
} from "./everyday-turns.ts";

/** A command that the host answers without the model. */
interface Command {
  readonly message: string;
  readonly answer: RegExp;
}

/** A part of the conversation under settings of its own. */
export interface Chapter {
  readonly name: string;
  /** The commands that begin it. */
  readonly commands: readonly Command[];
  /** What its requests say. */
  readonly wire: { readonly model: string; readonly thinking: "enabled" | "disabled" };
  readonly turns: readonly ScriptedTurn[];
}

/** Makes the host replace what came before by a summary. */
export const compact: Command = { message: "/compact", answer: /^⚙️ Compact(?:ed |ion finished)/u };

const inRed: Setting = {
  background: "#ff0000",
  color: "red",
  formats: ["png", "jpeg"],
  thinks: true,
  leaks: "k2",
};
const inGreen: Setting = { ...inRed, background: "#008000", color: "green", formats: ["webp", "gif"] };
const inYellow: Setting = {
  background: "#ffff00",
  color: "yellow",
  formats: ["jpeg", "png"],
  thinks: false,
  leaks: null,
};
const inPurple: Setting = {
  ...inRed,
  background: "#800080",
  color: "purple",
  formats: ["gif", "webp"],
  leaks: "k3",
};

/**
 * A conversation of more than 60 turns with two compactions, on one session. Its chapters differ in model and thinking
 * level; the second and the last begin with a compaction, so that the others are replayed under several settings.
 */
export const conversation: readonly Chapter[] = [
  {
    name: "at the default level",
    commands: [],
    wire: { model: "kimi-for-coding", thinking: "enabled" },
    turns: [
      ...everydayTurns(inRed),
      {
        name: "an overloaded engine, asked again",
        message: "are you there?",
        replies: [{ kind: "fault", fault: faults.engineOverloaded }],
        answer: /You said: [^]*are you there\?/u,
        statuses: [429, 200],
      },
    ],
  },
  {
    name: "compacted, at another level",
    commands: [compact, { message: "/think low", answer: /^Thinking level set to /u }],
    wire: { model: "kimi-for-coding", thinking: "enabled" },
    turns: [
      ...everydayTurns(inGreen),
      {
        name: "an answer of nothing but reasoning, asked for again",
        message: "what do you think?",
        replies: [{ kind: "message", reasoning: scriptedReasoning }],
        answer: /You said: [^]*recorded reasoning/u,
        statuses: [200, 200],
      },
    ],
  },
  {
    name: "on K3",
    commands: [
      { message: "/model kimi/k3", answer: /^Model set to kimi\/k3/u },
      { message: "/think high", answer: /^Thinking level set to high/u },
    ],
    wire: { model: "k3", thinking: "enabled" },
    turns: toolTurns({ ...inYellow, thinks: true }),
  },
  {
    name: "with thinking off",
    commands: [
      {
        message: "/model kimi/kimi-code",
        answer: /^Session model reset to configured default \(kimi\/kimi-code\)/u,
      },
      { message: "/think off", answer: /^Thinking disabled/u },
    ],
    wire: { model: "kimi-for-coding", thinking: "disabled" },
    turns: [
      ...everydayTurns(inYellow),
      {
        name: "a tool that the user stops",
        message: "wait for it",
        replies: [{ kind: "message", toolCalls: [{ name: "exec", arguments: { command: "sleep 30" } }] }],
        abortAt: "tool",
        answer: /^/u,
      },
      { name: "going on after that, too", message: "never mind", answer: /The tool exec returned: /u },
    ],
  },
  {
    name: "back on the model that always thinks",
    commands: [{ message: "/model kimi/k3", answer: /^Model set to kimi\/k3/u }],
    wire: { model: "k3", thinking: "enabled" },
    turns: everydayTurns(inPurple),
  },
  {
    name: "compacted again",
    commands: [compact],
    wire: { model: "k3", thinking: "enabled" },
    turns: [
      ...toolTurns({ ...inRed, leaks: "k3" }),
      {
        name: "a helper's work",
        message: "ask a helper",
        replies: [
          {
            kind: "message",
            reasoning: scriptedReasoning,
            // The host offers this tool by its search, not by itself (2026.9.6).
            toolCalls: [
              { name: "tool_call", arguments: { id: "sessions_spawn", args: { task: "count to three" } } },
            ],
          },
        ],
        answer: /accepted/u,
        statuses: [200, 200],
      },
    ],
  },
];
