import type { Metric } from "./actuator";

/** By how many values of a tag a metric is taken apart at most. */
const MOST_VALUES = 8;

/** The tags that tell one resource from another. */
const TAGS = ["state", "cache", "pool", "peer", "name"];

/** What a resource is, and how much of it is in use. */
export interface Usage {
  metric: string;
  description: string;
  /** By resource, or by state; one row without a name where there is just one. */
  values: { of: string; value: number }[];
}

/** Whether a metric is about a pool, a cache or a circuit breaker. */
export function isResource(name: string): boolean {
  return /^(?:cache|jdbc|db|hikaricp|peer|resilience4j|executor|tomcat\.threads)\./.test(name);
}

/** The tag by which a metric is taken apart. */
export function divider({ tags }: Metric): { tag: string; values: string[] } | undefined {
  for (const wanted of TAGS) {
    const found = tags.find(({ tag, values }) => tag === wanted && values.length > 1 && values.length <= MOST_VALUES);
    if (found) return found;
  }
  return undefined;
}
