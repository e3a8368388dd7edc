import type { Metric } from "./actuator";

/** How often a metric is read while someone looks at it, in milliseconds. */
export const EVERY = 5_000;
/** Most values that a page keeps: those of an hour. */
const MOST = 720;

/** What a metric was at a time. */
export interface Sample {
  /** In milliseconds since 1970. */
  at: number;
  measurements: Metric["measurements"];
}

/** The samples with one more; the oldest are forgotten. */
export function withSample(samples: readonly Sample[], sample: Sample): Sample[] {
  return [...samples.slice(-(MOST - 1)), sample];
}

export interface Point {
  at: number;
  value: number;
  x: number;
  y: number;
}

export interface Chart {
  points: Point[];
  least: number;
  most: number;
}

/** The values of a statistic as points of a chart of this size. A flat line is in its middle. */
export function chart(samples: readonly Sample[], statistic: string, width: number, height: number): Chart {
  const values = samples.flatMap(({ at, measurements }) => {
    const found = measurements.find((it) => it.statistic === statistic);
    return found ? [{ at, value: found.value }] : [];
  });
  const all = values.map((it) => it.value);
  const [least, most] = all.length > 0 ? [Math.min(...all), Math.max(...all)] : [0, 0];
  const first = values[0]?.at ?? 0;
  const span = (values.at(-1)?.at ?? 0) - first;
  const points = values.map(({ at, value }) => ({
    at, value,
    x: span > 0 ? ((at - first) / span) * width : width,
    y: most > least ? height - ((value - least) / (most - least)) * height : height / 2,
  }));
  return { points, least, most };
}

/** Reads the chosen tags of an address: a line for each, as the actuator takes them. */
export function readTags(text: string | null): string[] {
  return (text ?? "").split("\n").filter((it) => it.includes(":")).slice(0, 16);
}

/** The chosen tags with another value for one; an empty value lets all pass. */
export function withTag(tags: readonly string[], tag: string, value: string): string[] {
  const others = tags.filter((it) => !it.startsWith(`${tag}:`));
  return value ? [...others, `${tag}:${value}`] : others;
}

export function tagValue(tags: readonly string[], tag: string): string {
  return tags.find((it) => it.startsWith(`${tag}:`))?.slice(tag.length + 1) ?? "";
}
