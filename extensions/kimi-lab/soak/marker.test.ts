import { describe, expect, it } from "vitest";

import { findMarkers, markersOf } from "./marker.ts";

describe("the markers of a turn", () => {
  const { said, found } = markersOf({ session: 3, number: 41 });

  it("are found in a text with the turn that they stand for", () => {
    expect(findMarkers(`Say "${said}", then ${found}.`)).toStrictEqual([
      { word: said, session: 3, number: 41 },
      { word: found, session: 3, number: 41 },
    ]);
  });

  it("are found by their kind", () => {
    expect(findMarkers(`${said} ${found}`, "found").map(({ word }) => word)).toStrictEqual([found]);
  });

  it("are not found where one is cut or mixed up", () => {
    expect(findMarkers(`${said.slice(0, -1)} ${found.slice(1)} ${said.slice(0, -1)}W`)).toStrictEqual([]);
  });
});
