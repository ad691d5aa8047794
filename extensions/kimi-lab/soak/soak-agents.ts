/** The agents: each dialect, each family of models, a key or a sign-in; each with an account of its own. */
export const agents = [
  { name: "chat-k2", model: "kimi/kimi-code", family: "k2", credential: "key" },
  { name: "messages-k3", model: "kimi-coding/k3", family: "k3", credential: "key" },
  { name: "signed-in-chat", model: "kimi/k3", family: "k3", credential: "sign-in" },
  { name: "chat-k3", model: "kimi/k3", family: "k3", credential: "key" },
  { name: "messages-k2", model: "kimi-coding/kimi-code", family: "k2", credential: "key" },
  { name: "signed-in-messages", model: "kimi-coding/kimi-code", family: "k2", credential: "sign-in" },
] as const;

export type Agent = (typeof agents)[number];

/** The agent of a session. */
export function agentOf(session: number): Agent {
  return agents[session % agents.length] ?? agents[0];
}
