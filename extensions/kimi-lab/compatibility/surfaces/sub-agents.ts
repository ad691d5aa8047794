import { asks, otherModel, type HostContext } from "../context.ts";
import { otherAnswer } from "../other-provider.ts";
import type { Surface } from "../surface.ts";
import { until } from "../until.ts";

const task = "count to three";

export const subAgents: readonly Surface[] = [
  {
    id: "sub-agent-of-another",
    name: "Kimi starts a sub-agent of another provider (`sessions_spawn`)",
    async run(context) {
      const { simulator, other } = context;
      const question = "please ask the other one";
      for (const isOffered of [true, false]) {
        simulator.enqueue(
          { kind: "message", reasoning: "A helper counts.", toolCalls: [spawnCall(otherModel, isOffered)] },
          {
            when: (request) =>
              asks(question)(request) && !asks(task)(request) && isOffered === offers(request.body),
          },
        );
      }
      await context.ask("agent:main:parent", question, /\w/u);
      await until("a request of the sub-agent at the other provider", () =>
        other.bodies.find((body) => body.includes(task)),
      );
      await accepted(context, "the sub-agent's result in a request of Kimi", otherAnswer);
    },
  },
  {
    id: "sub-agent-of-kimi",
    name: "Another provider starts a sub-agent of Kimi",
    async run(context) {
      const { other } = context;
      const key = "agent:main:other-parent";
      const question = "please ask Kimi";
      await context.ask(key, `/model ${otherModel}`, /other\/thinker/u);
      const isFirst = (body: string) => body.includes(question) && !body.includes(task);
      for (const isOffered of [true, false]) {
        other.callOnce(
          spawnCall("kimi/kimi-code", isOffered),
          (body) => isFirst(body) && isOffered === offers(JSON.parse(body)),
        );
      }
      await context.ask(key, question, /\w/u);
      await accepted(context, "a request of the sub-agent on Kimi", task);
      await until("the sub-agent's result in a request of its parent", () =>
        other.bodies.find((body) => body.includes(question) && body.includes("Kimi here")),
      );
    },
  },
];

/** 2026.9.6 offers the tool by its search, not by itself. */
function spawnCall(model: string, isOffered: boolean) {
  const args = { task, model };
  return isOffered
    ? { name: "sessions_spawn", arguments: args }
    : { name: "tool_call", arguments: { id: "sessions_spawn", args } };
}

function offers(body: unknown): boolean {
  return JSON.stringify(body).includes('"name":"sessions_spawn"');
}

async function accepted({ simulator }: HostContext, what: string, text: string): Promise<void> {
  await until(what, () =>
    simulator.inferences.find((request) => asks(text)(request) && request.status === 200),
  );
}
