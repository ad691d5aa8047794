import { randomBytes, randomInt } from "node:crypto";

import type { Clock } from "./clock.ts";

export interface DeviceOptions {
  readonly deviceCodeLifeSeconds: number;
  /** The least time between two polls. */
  readonly intervalSeconds: number;
}

/** The answer to a poll; `unknown` includes codes whose tokens have been fetched. */
export type DevicePoll =
  | { readonly kind: "approved"; readonly accountId: string }
  | { readonly kind: "pending" | "slowDown" | "expired" | "denied" | "unknown" };

/** Sign-ins by device code (RFC 8628). User codes are taken in any letter case, with or without the dash. */
export interface DeviceStore {
  start(): { readonly deviceCode: string; readonly userCode: string };
  /** Counts against the interval. The tokens of an approved code can be fetched once. */
  poll(deviceCode: string): DevicePoll;
  /** User codes that wait for a decision, oldest first. */
  pending(): readonly string[];
  /** @throws when no sign-in waits for this code, as for the two others. */
  approve(userCode: string, accountId: string): void;
  deny(userCode: string): void;
  expire(userCode: string): void;
  /** Which sign-in a device code belongs to, counted from 1. */
  numberOf(deviceCode: string): number | undefined;
  /** The device codes themselves, to search other places for. */
  secrets(): readonly string[];
}

type Decision =
  | { readonly kind: "none" | "denied" | "expired" | "fetched" }
  | { readonly kind: "approved"; readonly accountId: string };

interface Device {
  readonly number: number;
  readonly userCode: string;
  readonly expiresAtMs: number;
  readonly intervalMs: number;
  readonly polledAtMs: number | null;
  readonly decision: Decision;
}

const MS_PER_SECOND = 1000;
/** What `slow_down` adds to the interval, for this and all later polls (RFC 8628 section 3.5). */
const SLOW_DOWN_MS = 5000;
/** A client that measures from its own sending may arrive this much early. */
const POLL_TOLERANCE_MS = 100;
const DEVICE_CODE_BYTES = 32;
/** Without vowels, so that no code is a word (RFC 8628 section 6.1). */
const USER_CODE_LETTERS = "BCDFGHJKLMNPQRSTVWXZ";

export function createDeviceStore(options: DeviceOptions, clock: Clock): DeviceStore {
  const devices = new Map<string, Device>();

  const isExpired = ({ decision, expiresAtMs }: Device) =>
    decision.kind === "expired" || clock.now() >= expiresAtMs;
  const waiting = () =>
    [...devices].filter(([, device]) => device.decision.kind === "none" && !isExpired(device));
  const decide = (userCode: string, decision: Decision) => {
    const found = waiting().find(([, device]) => bare(device.userCode) === bare(userCode));
    if (found === undefined) throw new Error(`No sign-in waits for the code "${userCode}".`);
    const [deviceCode, device] = found;
    devices.set(deviceCode, { ...device, decision });
  };

  return {
    start() {
      const deviceCode = randomBytes(DEVICE_CODE_BYTES).toString("base64url");
      const userCode = `${randomLetters(4)}-${randomLetters(4)}`;
      devices.set(deviceCode, {
        number: devices.size + 1,
        userCode,
        expiresAtMs: clock.now() + options.deviceCodeLifeSeconds * MS_PER_SECOND,
        intervalMs: options.intervalSeconds * MS_PER_SECOND,
        polledAtMs: null,
        decision: { kind: "none" },
      });
      return { deviceCode, userCode };
    },
    poll(deviceCode) {
      const device = devices.get(deviceCode);
      if (device === undefined || device.decision.kind === "fetched") return { kind: "unknown" };
      const now = clock.now();
      const isEarly =
        device.polledAtMs !== null && now - device.polledAtMs + POLL_TOLERANCE_MS < device.intervalMs;
      const intervalMs = device.intervalMs + (isEarly ? SLOW_DOWN_MS : 0);
      devices.set(deviceCode, { ...device, polledAtMs: now, intervalMs });
      if (isExpired(device)) return { kind: "expired" };
      if (device.decision.kind === "denied") return { kind: "denied" };
      if (device.decision.kind === "approved") {
        devices.set(deviceCode, { ...device, decision: { kind: "fetched" } });
        return device.decision;
      }
      return { kind: isEarly ? "slowDown" : "pending" };
    },
    pending: () => waiting().map(([, { userCode }]) => userCode),
    approve: (userCode, accountId) => decide(userCode, { kind: "approved", accountId }),
    deny: (userCode) => decide(userCode, { kind: "denied" }),
    expire: (userCode) => decide(userCode, { kind: "expired" }),
    numberOf: (deviceCode) => devices.get(deviceCode)?.number,
    secrets: () => [...devices.keys()],
  };
}

function bare(userCode: string): string {
  return userCode.replaceAll(/[\s-]/gu, "").toUpperCase();
}

function randomLetters(count: number): string {
  return Array.from({ length: count }, () => USER_CODE_LETTERS[randomInt(USER_CODE_LETTERS.length)]).join("");
}
