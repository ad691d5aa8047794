import { describe, expect, it } from "vitest";

import { refuseModel } from "./model-refusal.ts";

describe("refuseModel", () => {
  it.each([
    { id: "kimi-k3", meant: "k3" },
    { id: "k3[1m]", meant: "k3" },
    { id: "K3", meant: "k3" },
    { id: "k2p6", meant: "kimi-for-coding" },
    { id: "kimi-k2.8-preview", meant: "kimi-for-coding" },
    { id: "kimi-code", meant: "kimi-for-coding" },
  ])("names $meant to who asks for $id", ({ id, meant }) => {
    expect(refuseModel(id, true)).toEqual({
      status: 401,
      type: "authentication_error",
      message: `Your model id does not exist, recognized as other:${id}. Please set model id as \`${meant}\`.`,
    });
  });

  it("tells a model that the plan lacks from one that nobody has", () => {
    expect(refuseModel("k3.1-pro", true)).toMatchObject({
      status: 403,
      message: expect.stringContaining("does not have access to k3.1-pro. Upgrade"),
    });
    expect(refuseModel("k9", true)).toMatchObject({
      status: 404,
      message: "Not found the model k9 or Permission denied",
    });
  });

  it("explains nothing until September 2026", () => {
    expect(refuseModel("kimi-k3", false)).toMatchObject({ status: 404 });
  });
});
