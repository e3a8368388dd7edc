import type { HistorySeries, InstanceHistory } from "../generated/api";

/** The ranges that can be chosen, by their names in the address, in seconds. */
export const RANGES = { "1h": 3_600, "6h": 21_600 } as const;
export type Range = keyof typeof RANGES;

/** Most rows of a series in numbers. */
const MOST_ROWS = 60;

/** Reads a range from an address; without one it is the last hour. */
export function readRange(text: string | null): Range {
  return text === "6h" ? "6h" : "1h";
}

/** The values of the range, the latest one last, with those that are not known. */
export function latest({ values }: Pick<HistorySeries, "values">, { stepSeconds }: Pick<InstanceHistory, "stepSeconds">, range: Range): (number | null)[] {
  const count = Math.max(1, Math.round(RANGES[range] / Math.max(1, stepSeconds)));
  // From a server that has just started there are fewer.
  return [...Array.from({ length: Math.max(0, count - values.length) }, () => null), ...values.slice(-count)];
}

/** What a series was, at the least, at the most and at last. Nothing where no value is known. */
export function extremes(values: readonly (number | null)[]): { least: number; most: number; last: number } | undefined {
  const known = values.filter((it) => it !== null);
  const last = known.at(-1);
  return last === undefined ? undefined : { least: Math.min(...known), most: Math.max(...known), last };
}

/** The lines of a chart of this size, from 0 at its bottom to `most` at its top. They have gaps where values are not known. */
export function lines(values: readonly (number | null)[], most: number, width: number, height: number): string {
  const step = values.length > 1 ? width / (values.length - 1) : 0;
  let isAfterGap = true;
  return values.map((value, index) => {
    const isFirst = isAfterGap;
    isAfterGap = value === null;
    if (value === null) return "";
    const x = round(index * step);
    const y = round(height - (most > 0 ? Math.max(0, value) / most : 0) * height);
    // A value between two gaps is a dot.
    return isFirst ? `M${x} ${y}h0.01` : `L${x} ${y}`;
  }).join("");
}

/** Values with their times in milliseconds since 1970, the latest first, and no more than people read: of a longer range only some. */
export function rows(values: readonly (number | null)[], endsAt: number, stepSeconds: number): { at: number; value: number | null }[] {
  const every = Math.max(1, Math.ceil(values.length / MOST_ROWS));
  const all = values.map((value, index) => ({ at: endsAt - (values.length - 1 - index) * stepSeconds * 1_000, value })).reverse();
  return all.filter((_, index) => index % every === 0);
}

function round(it: number): number {
  return Math.round(it * 100) / 100;
}
