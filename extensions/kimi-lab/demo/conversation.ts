import type { ChatAttachment, ChatReply } from "../host/chat.ts";
import type { Gateway } from "../host/gateway.ts";
import { DemoError } from "./demo-error.ts";
import type { Progress } from "./progress.ts";
import { createSpeech } from "./speech.ts";

/** What the gateway does before the model speaks, in words for a reader. */
const phases: Readonly<Record<string, string>> = {
  preparing_workspace: "OpenClaw prepares its workspace",
  preparing_context: "OpenClaw prepares the prompt",
  starting_model: "Waiting for the first token",
};

export interface Question {
  readonly message: string;
  readonly sessionKey: string;
  readonly attachment?: ChatAttachment;
}

/** What a conversation needs beside the question, the same for each. */
export interface Stage {
  readonly gateway: Gateway;
  readonly progress: Progress;
  readonly signal: AbortSignal;
  /** What a user does about a turn that fails. */
  readonly advice: string;
}

/**
 * Sends a message and shows the answer as it comes in.
 *
 * @throws {DemoError} when the turn fails.
 * @throws the reason of `signal` when that is aborted; the gateway's turn goes on until it is stopped.
 */
export async function converse(
  { message, sessionKey, attachment }: Question,
  { gateway, progress, signal, advice }: Stage,
): Promise<void> {
  const image = attachment === undefined ? "" : progress.dim(`  [${attachment.fileName}]`);
  progress.line(`\n${progress.bold("You")}   ${message}${image}`);

  const speech = createSpeech(progress);
  const interrupted = rejectWhenAborted(signal);
  const spoken = Promise.withResolvers<void>();
  const replied = await progress.step("First token", async (rename) => {
    const reply = gateway
      .chat({
        message,
        sessionKey,
        timeoutMs: 300_000,
        ...(attachment !== undefined && { attachments: [attachment] }),
        onUpdate(update) {
          if (update.kind === "phase") rename(update.message ?? phases[update.phase] ?? update.phase);
          else spoken.resolve();
          speech.hear(update);
        },
      })
      .then((end) => mustBeFinal(end, advice));
    await Promise.race([spoken.promise, reply, interrupted]);
    // In a box, because a promise that is returned is waited for.
    return { reply };
  });
  speech.begin();
  speech.end((await Promise.race([replied.reply, interrupted])).text);
}

function mustBeFinal(reply: ChatReply, advice: string): ChatReply {
  if (reply.state === "final") return reply;
  throw new DemoError(`The turn failed: ${reply.errorMessage ?? reply.state}`, { next: advice });
}

function rejectWhenAborted(signal: AbortSignal): Promise<never> {
  const aborted = new Promise<never>((_, reject) => {
    if (signal.aborted) reject(signal.reason);
    signal.addEventListener("abort", () => reject(signal.reason));
  });
  aborted.catch(() => {});
  return aborted;
}
