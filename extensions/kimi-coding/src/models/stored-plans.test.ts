import { describe, expect, it } from "vitest";
import { parseModelList } from "./model-list.ts";
import { readPlans, writePlans, type StoredPlan } from "./stored-plans.ts";

function plan(agent: string, seenAt: number, id = "k3"): StoredPlan {
  return { agent, account: "a1", seenAt, models: parseModelList({ data: [{ id }] }) ?? [] };
}

describe("writePlans", () => {
  it("is read as what was written, the latest first", () => {
    const first = readPlans(writePlans([], plan("/a", 1)));
    expect(readPlans(writePlans(first, plan("/b", 2)))).toStrictEqual([plan("/b", 2), plan("/a", 1)]);
  });

  it("replaces what was known of the same agent", () => {
    const plans = readPlans(writePlans([plan("/a", 1, "old")], plan("/a", 2, "new")));
    expect(plans).toStrictEqual([plan("/a", 2, "new")]);
  });

  it("does not keep a plan with a date in the future as the latest for ever", () => {
    const ahead = readPlans(writePlans([], plan("/a", Number.MAX_VALUE)));
    const plans = readPlans(writePlans(ahead, plan("/b", 2)));
    expect(plans.map(({ agent, seenAt }) => [agent, seenAt])).toStrictEqual([
      ["/b", 2],
      ["/a", 2],
    ]);
    expect(readPlans(writePlans(plans, plan("/a", 3)))[0]).toMatchObject({ agent: "/a", seenAt: 3 });
  });

  it("keeps the latest 32", () => {
    const many = Array.from({ length: 40 }, (_, index) => plan(`/${index}`, index));
    expect(readPlans(writePlans(many, plan("/new", 99)))).toHaveLength(32);
  });
});

describe("readPlans", () => {
  it.each(["", "{", "null", "[]", '{"plans":{}}', '{"plans":[null,3,{"agent":"/a"}]}'])(
    "finds none in %j",
    (text) => {
      expect(readPlans(text)).toStrictEqual([]);
    },
  );

  it("leaves out a plan without models, and keeps the others", () => {
    const text = writePlans([{ ...plan("/empty", 3), models: [] }], plan("/a", 1));
    expect(readPlans(text)).toStrictEqual([plan("/a", 1)]);
  });
});
