import type { Exchange } from "./exchange.ts";
import { listModels } from "./models.ts";

/** Lists the models of the account's plan. */
export async function answerModels({ account, answer, service }: Exchange): Promise<void> {
  const { status = 200, data = listModels(account, service.models), until } = account.listing ?? {};
  const headers = { "content-type": "application/json" };
  const wait = until === undefined ? [] : [{ kind: "hold" as const, until: until() }];
  await answer.stream({ status, headers }, [...wait, JSON.stringify({ object: "list", data })]);
}
