import { describe, expect, it } from "vitest";

import { parseModelList } from "./model-list.ts";

describe("parseModelList", () => {
  it("reads id, name, context window, the number also as text, and what is said of videos", () => {
    const data = [
      {
        id: "kimi-for-coding",
        display_name: "Kimi For Coding",
        context_length: 262_144,
        supports_video_in: true,
      },
      { id: "k3", context_length: "1048576" },
    ];
    expect(parseModelList({ object: "list", data })).toStrictEqual([
      { id: "kimi-for-coding", displayName: "Kimi For Coding", contextWindow: 262_144, videoInput: true },
      { id: "k3", displayName: null, contextWindow: 1_048_576, videoInput: null },
    ]);
  });

  it.each([
    { name: "no id", row: { display_name: "x" } },
    { name: "an id that is no text", row: { id: 3 } },
    { name: "an empty id", row: { id: "" } },
    { name: "no object", row: "k3" },
  ])("skips a row with $name", ({ row }) => {
    expect(parseModelList({ data: [row, { id: "k3" }] })?.map(({ id }) => id)).toStrictEqual(["k3"]);
  });

  it.each([0, -1, 1.5, "many", null, {}])("takes %j for no context window", (context_length) => {
    expect(parseModelList({ data: [{ id: "k3", context_length }] })?.[0]?.contextWindow).toBeNull();
  });

  it.each([null, [], "x", {}, { data: {} }])("refuses the body %j", (body) => {
    expect(parseModelList(body)).toBeNull();
  });
});
