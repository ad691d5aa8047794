import { describe, expect, it } from "vitest";
import { parseWallet } from "./wallet.ts";

const whole = {
  id: "wallet_1",
  balance: { type: "BOOSTER", amount: "20000000000", amountLeft: "10000000000", unit: "UNIT_CURRENCY" },
  monthlyChargeLimitEnabled: true,
  monthlyChargeLimit: { currency: "USD", priceInCents: "20000" },
  monthlyUsed: { currency: "USD", priceInCents: "5000" },
};

function balance(fields: object) {
  return parseWallet({ balance: { type: "BOOSTER", amount: "100000000", ...fields } });
}

describe("parseWallet", () => {
  it("reads cents", () => {
    expect(parseWallet(whole)).toStrictEqual({
      balanceCents: 10_000,
      totalCents: 20_000,
      monthlyLimitCents: 20_000,
      monthlyUsedCents: 5000,
      currency: "USD",
    });
  });

  it.each([
    { amountLeft: "0", cents: 0 },
    { amountLeft: "1", cents: 1 },
    { amountLeft: "999999", cents: 1 },
    { amountLeft: "1499999", cents: 1 },
    { amountLeft: 1_500_000, cents: 2 },
    { amountLeft: undefined, cents: 0 },
  ])("makes $cents cents of $amountLeft units", ({ amountLeft, cents }) => {
    expect(balance({ amountLeft })?.balanceCents).toBe(cents);
  });

  it.each([
    { name: "it is switched off", change: { monthlyChargeLimitEnabled: false } },
    { name: "it is 0", change: { monthlyChargeLimit: { currency: "USD", priceInCents: "0" } } },
    { name: "it is broken", change: { monthlyChargeLimit: { currency: "USD" } } },
  ])("has no monthly limit where $name", ({ change }) => {
    expect(parseWallet({ ...whole, ...change })?.monthlyLimitCents).toBeNull();
  });

  it("takes the currency of what is used where the limit has none, and else dollars", () => {
    const spent = { ...whole, monthlyChargeLimit: {}, monthlyUsed: { currency: "cny", priceInCents: 1 } };
    expect(parseWallet(spent)?.currency).toBe("CNY");
    expect(balance({})?.currency).toBe("USD");
  });

  it.each([
    undefined,
    {},
    { balance: {} },
    { balance: { type: "GIFT", amount: "1" } },
    { balance: { type: "BOOSTER", amount: "0" } },
    { balance: { type: "BOOSTER", amount: "much" } },
  ])("finds none in %j", (value) => {
    expect(parseWallet(value)).toBeNull();
  });
});
