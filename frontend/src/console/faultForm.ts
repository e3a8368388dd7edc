import type { FaultChange, InstanceFaults } from "../generated/api";
import { m } from "../text/locale.svelte";
import { number, waitText } from "./texts";

/** What each field may be, as the server has it. */
const RANGES = { every: [1, 10_000], latencyMinMs: [0, 15_000], latencyMaxMs: [0, 15_000], endsAfterMinutes: [1, 60] } as const;

type Field = keyof typeof RANGES;

/** What is typed. `error` is `yes` or empty. */
export type Typed = Record<Field | "error", string>;

/** After how many minutes faults can end. */
export const ENDS = [1, 5, 15, 30, 60] as const;

/** Few slow requests, so that nobody harms a clinic by a first try. */
export const FIRST: Typed = { every: "10", latencyMinMs: "500", latencyMaxMs: "2000", error: "", endsAfterMinutes: "5" };

/** What is typed as a change, or the rules that it breaks: in the words of the server, or where it has none in those of the page. */
export function readChange(typed: Typed): { change: Required<FaultChange> } | { broken: Partial<Record<keyof Typed, string>> } {
  const broken: Partial<Record<keyof Typed, string>> = {};
  const read = (field: Field) => {
    const [least, most] = RANGES[field];
    const text = typed[field].trim();
    const value = /^\d{1,6}$/.test(text) ? Number(text) : Number.NaN;
    if (!(value >= least && value <= most)) broken[field] = `must be a whole number from ${least} to ${most}`;
    return value;
  };
  const change: Required<FaultChange> = {
    every: read("every"), latencyMinMs: read("latencyMinMs"), latencyMaxMs: read("latencyMaxMs"),
    error: typed.error === "yes", endsAfterMinutes: read("endsAfterMinutes"),
  };
  if (change.latencyMinMs > change.latencyMaxMs) broken.latencyMinMs ??= m.console_faults_rule_order();
  if (change.latencyMaxMs === 0 && !change.error) broken.error ??= m.console_faults_rule_nothing();
  return Object.keys(broken).length > 0 ? { broken } : { change };
}

/** What is injected, in a sentence. */
export function faultText({ every, latencyMinMs, latencyMaxMs, error }: Omit<Required<FaultChange>, "endsAfterMinutes">): string {
  const requests = every === 1 ? m.console_faults_all() : m.console_faults_every({ count: number(every) });
  const times = latencyMaxMs > 0 && m.console_faults_delay({ least: number(latencyMinMs), most: number(latencyMaxMs) });
  return [requests, times, error && m.console_faults_answer()].filter(Boolean).join(" · ");
}

/** What is injected, and for how long from now. */
export function faultsText(faults: InstanceFaults, now: number): string {
  const left = faults.endsAt ? (new Date(faults.endsAt).getTime() - now) / 1_000 : 0;
  return left > 0 ? `${faultText(faults)} · ${m.console_faults_end({ time: waitText(left) })}` : faultText(faults);
}
