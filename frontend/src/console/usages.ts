import { readActuatorPart } from "../generated/api";
import { type Metric, metric } from "./actuator";
import { divider, isResource, type Usage } from "./resources";
import { asked } from "./session.svelte";

/** Most metrics of resources that are read. */
const MOST = 24;
/** How many are read at once: the admin server passes on few answers at a time. */
const AT_ONCE = 2;

/** Reads what pools, caches and breakers say of themselves. */
export async function usages(instanceId: string, names: readonly string[], signal: AbortSignal): Promise<Usage[]> {
  const read = async (part: string, tag: string[] = []) => {
    const path = { instanceId, endpoint: "metrics", part } as const;
    return metric((await asked(readActuatorPart({ path, query: { tag }, signal, cache: "no-store" }))).data);
  };
  const one = async (name: string): Promise<Usage> => {
    const whole = await read(name);
    const split = divider(whole);
    const values = [];
    for (const of of split?.values ?? []) values.push({ of, value: first(await read(name, [`${split?.tag}:${of}`])) });
    return { metric: name, description: whole.description, values: split ? values : [{ of: "", value: first(whole) }] };
  };
  const left = names.filter(isResource).slice(0, MOST);
  const found: Usage[] = [];
  const work = async () => {
    for (let name = left.shift(); name !== undefined; name = left.shift()) found.push(await one(name));
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return found.sort((a, b) => a.metric.localeCompare(b.metric));
}

function first({ measurements }: Metric): number {
  return measurements[0]?.value ?? 0;
}
