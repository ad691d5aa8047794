import { describe, expect, it } from "vitest";

import { createClock } from "./clock.ts";
import { createDeviceStore } from "./oauth-devices.ts";

function build() {
  const clock = createClock(() => 0);
  return { clock, devices: createDeviceStore({ deviceCodeLifeSeconds: 60, intervalSeconds: 5 }, clock) };
}

describe("createDeviceStore", () => {
  it.each([
    { name: "as given", spell: (code: string) => code },
    { name: "in lower case", spell: (code: string) => code.toLowerCase() },
    { name: "without the dash", spell: (code: string) => code.replace("-", "") },
    { name: "with blanks", spell: (code: string) => ` ${code.replace("-", " ")} ` },
  ])("takes a user code $name", ({ spell }) => {
    const { devices } = build();
    const { deviceCode, userCode } = devices.start();
    devices.approve(spell(userCode), "default");
    expect(devices.poll(deviceCode)).toEqual({ kind: "approved", accountId: "default" });
  });

  it("keeps sign-ins apart", () => {
    const { devices } = build();
    const [first, second] = [devices.start(), devices.start()];
    expect(devices.pending()).toEqual([first.userCode, second.userCode]);
    devices.approve(second.userCode, "default");
    expect(devices.pending()).toEqual([first.userCode]);
    expect(devices.poll(first.deviceCode)).toEqual({ kind: "pending" });
    expect([first, second].map(({ deviceCode }) => devices.numberOf(deviceCode))).toEqual([1, 2]);
  });

  it("decides only once", () => {
    const { devices } = build();
    const { userCode } = devices.start();
    devices.deny(userCode);
    expect(() => devices.approve(userCode, "default")).toThrow(
      `No sign-in waits for the code "${userCode}".`,
    );
    expect(() => devices.expire("")).toThrow("No sign-in waits");
  });

  it("lets the tokens of a code be fetched once", () => {
    const { devices } = build();
    const { deviceCode, userCode } = devices.start();
    devices.approve(userCode, "default");
    expect(devices.poll(deviceCode)).toMatchObject({ kind: "approved" });
    expect(devices.poll(deviceCode)).toEqual({ kind: "unknown" });
  });

  it("lets a poll come a tenth of a second early, and no more", () => {
    const { clock, devices } = build();
    const { deviceCode } = devices.start();
    expect(devices.poll(deviceCode)).toEqual({ kind: "pending" });
    clock.advance(4900);
    expect(devices.poll(deviceCode)).toEqual({ kind: "pending" });
    clock.advance(4899);
    expect(devices.poll(deviceCode)).toEqual({ kind: "slowDown" });
    clock.advance(9899);
    expect(devices.poll(deviceCode)).toEqual({ kind: "slowDown" });
    clock.advance(14_900);
    expect(devices.poll(deviceCode)).toEqual({ kind: "pending" });
  });

  it("lets an approved code expire with its life, and to the millisecond", () => {
    const { clock, devices } = build();
    const { deviceCode, userCode } = devices.start();
    const kept = devices.start();
    devices.approve(userCode, "default");
    devices.approve(kept.userCode, "default");
    clock.advance(59_999);
    expect(devices.poll(kept.deviceCode)).toMatchObject({ kind: "approved" });
    clock.advance(1);
    expect(devices.poll(deviceCode)).toEqual({ kind: "expired" });
    expect(devices.poll("unknown")).toEqual({ kind: "unknown" });
  });
});
