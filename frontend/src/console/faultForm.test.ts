import { beforeAll, expect, it } from "vitest";
import { addTexts, show } from "../text/locale.svelte";
import { faultsText, faultText, FIRST, readChange } from "./faultForm";

beforeAll(async () => {
  await show("en");
  await addTexts("console");
});

it("reads what is typed, or says which rule it breaks", () => {
  expect(readChange(FIRST)).toEqual({ change: { every: 10, latencyMinMs: 500, latencyMaxMs: 2_000, error: false, endsAfterMinutes: 5 } });
  const broken = readChange({ every: "0", latencyMinMs: "1.5", latencyMaxMs: "15001", error: "", endsAfterMinutes: "" });
  expect(broken).toEqual({
    broken: {
      every: "must be a whole number from 1 to 10000", latencyMinMs: "must be a whole number from 0 to 15000",
      latencyMaxMs: "must be a whole number from 0 to 15000", endsAfterMinutes: "must be a whole number from 1 to 60",
    },
  });
});

it("takes no faults that do nothing, nor a span that ends before it begins", () => {
  expect(readChange({ ...FIRST, latencyMinMs: "0", latencyMaxMs: "0" })).toHaveProperty("broken.error");
  expect(readChange({ ...FIRST, latencyMinMs: "0", latencyMaxMs: "0", error: "yes" })).toHaveProperty("change");
  expect(readChange({ ...FIRST, latencyMinMs: "3000" })).toHaveProperty("broken.latencyMinMs");
});

it("says what is injected, and for how long", () => {
  const faults = { every: 3, latencyMinMs: 500, latencyMaxMs: 2_000, error: true };
  expect(faultText(faults)).toBe("One of 3 requests · 500 to 2,000 ms later · answered with an error");
  expect(faultText({ every: 1, latencyMinMs: 0, latencyMaxMs: 0, error: true })).toBe("All requests · answered with an error");
  const now = Date.parse("2026-03-02T09:30:00Z");
  expect(faultsText({ ...faults, isOn: true, endsAt: "2026-03-02T09:35:00Z" }, now)).toMatch(/ends in 5 minutes$/);
  expect(faultsText({ ...faults, isOn: true, endsAt: null }, now)).toBe(faultText(faults));
});
