import type { Budget, ClassObjective } from "../generated/api";

/** How fast a burn is that uses up 2 % of 30 days' budget within an hour: someone is woken. */
const FAST = 14.4;
/** The share of a budget below which it deserves a look. */
const LITTLE = 0.25;

export type Tone = "good" | "warning" | "bad" | "";

/** How a budget is: `bad` if it is used up, or soon will be. Nothing where there were no requests. */
export function budgetTone({ left, burn }: Budget): Tone {
  if (left === null || left === undefined) return "";
  if (left < 0 || (burn ?? 0) >= FAST) return "bad";
  return left < LITTLE || (burn ?? 0) > 1 ? "warning" : "good";
}

/** The share of the budget that a bar shows. */
export function barShare({ left }: Budget): number {
  return Math.min(1, Math.max(0, left ?? 0));
}

/** A promise of a class of requests. */
export interface Promised {
  kind: "errors" | "latency";
  budget: Budget;
}

/** The promises of a class: to answer, and to answer in time. */
export function promises({ errors, latency }: ClassObjective): Promised[] {
  return [{ kind: "errors", budget: errors }, ...(latency ? [{ kind: "latency", budget: latency } as const] : [])];
}

/** By service, in the order in which they come. */
export function byService(all: readonly ClassObjective[]): [string, ClassObjective[]][] {
  const found = new Map<string, ClassObjective[]>();
  for (const it of all) found.set(it.service, [...(found.get(it.service) ?? []), it]);
  return [...found];
}
