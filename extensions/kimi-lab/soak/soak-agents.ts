/** The agents: each family of models with keys and a sign-in; each has an account of its own. */
export const agents = [
  { name: "k2", model: "kimi/kimi-code", family: "k2", credential: "key" },
  { name: "k3", model: "kimi/k3", family: "k3", credential: "key" },
  { name: "signed-in-k3", model: "kimi/k3", family: "k3", credential: "sign-in" },
  { name: "other-k2", model: "kimi/kimi-code", family: "k2", credential: "key" },
  { name: "other-k3", model: "kimi/k3", family: "k3", credential: "key" },
  { name: "signed-in-k2", model: "kimi/kimi-code", family: "k2", credential: "sign-in" },
] as const;

export type Agent = (typeof agents)[number];

/** The agent of a session. */
export function agentOf(session: number): Agent {
  return agents[session % agents.length] ?? agents[0];
}
