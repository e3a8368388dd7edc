import { expect, it } from "vitest";
import type { Budget, ClassObjective } from "../generated/api";
import { show } from "../text/locale.svelte";
import { barShare, budgetTone, byService, promises } from "./budget";
import { dollars } from "./money";

const budget = (left: number | null, burn: number | null): Budget => ({ objective: 0.999, broken: 0, left, burn });

it("tells a budget that is used up, or soon will be, from one that is not", () => {
  expect([budget(1, 0), budget(0.2, 0), budget(0.9, 2), budget(-0.1, 0), budget(0.9, 20), budget(null, null)].map(budgetTone))
    .toEqual(["good", "warning", "warning", "bad", "bad", ""]);
  expect([budget(2, 0), budget(-3, 0), budget(0.5, 0), budget(null, null)].map(barShare)).toEqual([1, 0, 0.5, 0]);
});

it("has the promises of each class, by service", () => {
  const one: ClassObjective = { service: "vets", class: "reads", requests: 1, errors: budget(1, 0), withinSeconds: 0.25, latency: budget(0.5, 1) };
  const two: ClassObjective = { service: "visits", class: "streams", requests: 1, errors: budget(1, 0), withinSeconds: null, latency: null };
  expect(promises(one).map((it) => it.kind)).toEqual(["errors", "latency"]);
  expect(promises(two).map((it) => it.kind)).toEqual(["errors"]);
  expect(byService([one, two, { ...one, class: "writes" }]).map(([name, all]) => [name, all.length])).toEqual([["vets", 2], ["visits", 1]]);
});

it("writes small amounts with their first digits", async () => {
  await show("en");
  expect([0, 8.976, 1_234.5, 0.00714, 0.0123].map(dollars)).toEqual(["$0.00", "$8.98", "$1,234.50", "$0.00714", "$0.0123"]);
});
