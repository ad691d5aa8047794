import { leakedReply, type MarkupFamily } from "../../simulator/leak.ts";
import type { Delta, MessageReply, Reply } from "../../simulator/reply.ts";
import type { ImageOptions } from "../../simulator/test-support.ts";

/** What the tools of the conversation find in the agent's folder, beside a blue image called `sky.png`. */
export const workFiles = {
  "note.txt": "the word is PINEAPPLE\n",
  "other.txt": "the fruit is MANGO\n",
} as const;

/** One message of the user, what the service makes of it, and what the user is to read. */
export interface ScriptedTurn {
  readonly name: string;
  readonly message: string;
  readonly images?: readonly ImageOptions[];
  /** The service's first answers, one per request; what comes after them it finds by itself. */
  readonly replies?: readonly Reply[];
  /** Aborts the turn at its first sign of this kind. */
  readonly abortAt?: "answer" | "tool";
  /** The whole answer; an aborted turn's is not looked at. */
  readonly answer: RegExp;
  /** How the service answered the turn's requests; a single 200 by default. */
  readonly statuses?: readonly number[];
}

type Format = NonNullable<ImageOptions["format"]>;

/** What the scripted answers of a chapter are made of. */
export interface Setting {
  readonly background: string;
  readonly color: string;
  readonly formats: readonly [Format, Format];
  readonly thinks: boolean;
  /** In whose markup calls leak into the turns; null where none do. A model writes only that of its own family. */
  readonly leaks: MarkupFamily | null;
}

/** What every scripted answer with thinking on begins with. */
export const scriptedReasoning = "Quietly, I weigh it up.";

const pineapple = /PINEAPPLE/u;
const both = /PINEAPPLE[^]*MANGO/u;
const readNote = { name: "read", arguments: { path: "note.txt" } };
const readOther = { name: "read", arguments: { path: "other.txt" } };
const never = Promise.withResolvers<void>().promise;

/** Fourteen turns: what agents do all day, and what goes wrong meanwhile. */
export function everydayTurns(setting: Setting): readonly ScriptedTurn[] {
  return [...talkTurns(setting), ...toolTurns(setting), ...troubledTurns(setting)];
}

function talkTurns({ background, color, formats }: Setting): readonly ScriptedTurn[] {
  return [
    { name: "a plain question", message: "what is a sloop?", answer: /You said: [^]*what is a sloop\?/u },
    {
      name: "two images",
      message: "what is in these images?",
      images: formats.map((format) => ({ format, background, width: 320, height: 200 })),
      answer: new RegExp(`I see 2 images: 1\\. a 320x200 \\w+, mostly ${color}; 2\\. .*${color}`, "u"),
    },
    {
      name: "a large image",
      message: "and in this one?",
      images: [{ background, width: 1600, height: 1200, format: formats[0] }],
      answer: new RegExp(`I see 1 image: .*mostly ${color}`, "u"),
    },
  ];
}

/** The seven of them in which tools are called. */
export function toolTurns(setting: Setting): readonly ScriptedTurn[] {
  const { leaks } = setting;
  const message = messageAfterThought(setting);
  const native = { calls: [readNote], before: "Two files. ", toolCalls: [readOther] };
  const leaked = leaks === null ? null : leakedReply({ ...native, family: leaks, cut: 5 });
  return [
    { name: "a native call", message: "read the file note.txt", answer: pineapple, statuses: [200, 200] },
    {
      name: leaked ? "a leaked call" : "another native call",
      message: `${leaked ? "leak" : "please"}: read the file note.txt`,
      answer: leaked ? /Let me look into it\.[^]*PINEAPPLE/u : pineapple,
      statuses: [200, 200],
    },
    {
      name: leaked ? "a leaked call beside a native one" : "a call with text before it",
      message: "what do both say?",
      replies: [
        leaked
          ? { ...leaked, steps: [...thought(setting), ...leaked.steps] }
          : message({ text: native.before, toolCalls: [readNote, readOther] }),
      ],
      answer: both,
      statuses: [200, 200],
    },
    {
      name: "two calls at once",
      message: "and at once?",
      replies: [message({ toolCalls: [readNote, readOther] })],
      answer: both,
      statuses: [200, 200],
    },
    {
      name: "a result with an image",
      message: "read the file sky.png",
      answer: /I see 1 image: .*mostly blue/u,
      statuses: [200, 200],
    },
    {
      name: "a call that fails",
      message: "read the file missing.txt",
      answer: /File not found/u,
      statuses: [200, 200],
    },
    {
      name: "one call after another",
      message: "look around first",
      replies: [
        message({ text: "First the folder.", toolCalls: [{ name: "ls", arguments: { path: "." } }] }),
        message({ toolCalls: [readNote] }),
      ],
      answer: pineapple,
      statuses: [200, 200, 200],
    },
  ];
}

function troubledTurns(setting: Setting): readonly ScriptedTurn[] {
  const message = messageAfterThought(setting);
  const begun: Delta = { kind: "text", text: "It was a dark night" };
  return [
    {
      name: "an answer that the user stops",
      message: "tell a long story",
      replies: [
        {
          kind: "deltas",
          steps: [...thought(setting), begun, { kind: "hold", until: never }],
        },
      ],
      abortAt: "answer",
      answer: /^/u,
    },
    { name: "going on after that", message: "a shorter one", answer: /You said: [^]*a shorter one/u },
    {
      name: "an empty answer, asked for again",
      message: "anything else?",
      replies: [{ kind: "message" }],
      answer: /You said: [^]*anything else\?/u,
      statuses: [200, 200],
    },
    {
      name: "an answer cut at its length",
      message: "and in detail?",
      replies: [message({ text: "Well, in detail it", finishReason: "length" })],
      answer: /^Well, in detail it$/u,
    },
  ];
}

function thought({ thinks }: Setting): readonly Delta[] {
  return thinks ? [{ kind: "reasoning", text: scriptedReasoning }] : [];
}

function messageAfterThought({ thinks }: Setting): (reply: Omit<MessageReply, "kind">) => Reply {
  const reasoning = thinks ? { reasoning: scriptedReasoning } : {};
  return (reply) => ({ kind: "message", ...reasoning, ...reply });
}
