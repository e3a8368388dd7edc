/**
 * Reads what the actuator of an instance says. An instance may be any application, so nothing is taken for granted: what has another
 * shape is left out.
 */

type Unknown = Record<string, unknown>;

function record(it: unknown): Unknown {
  return typeof it === "object" && it !== null && !Array.isArray(it) ? (it as Unknown) : {};
}

function list(it: unknown): unknown[] {
  return Array.isArray(it) ? it : [];
}

function texts(it: unknown): string[] {
  return list(it).filter((one) => typeof one === "string");
}

function optional(it: unknown): string | undefined {
  return typeof it === "string" ? it : undefined;
}

/** Any value in one line. */
export function shownValue(it: unknown): string {
  return typeof it === "string" ? it : (JSON.stringify(it) ?? "");
}

/** How an instance or a part of it is. */
export interface Health {
  name: string;
  status: string;
  details: [string, string][];
  parts: Health[];
}

const DEEPEST = 8;

export function health(it: unknown, name = "", depth = 0): Health {
  const { status, details, components } = record(it);
  const all = Object.entries(record(components));
  return {
    name,
    status: optional(status) ?? "UNKNOWN",
    details: Object.entries(record(details)).map(([key, value]) => [key, shownValue(value)]),
    parts: depth < DEEPEST ? all.map(([part, value]) => health(value, part, depth + 1)) : [],
  };
}

/** A setting in effect: of the first layer that has it. */
export interface Setting {
  name: string;
  value: string;
  layer: string;
  /** Layers below that have it, too. */
  others: string[];
}

export function settings(it: unknown): Setting[] {
  const found = new Map<string, Setting>();
  for (const source of list(record(it).propertySources).map(record)) {
    const layer = optional(source.name) ?? "?";
    for (const [name, property] of Object.entries(record(source.properties))) {
      const known = found.get(name);
      if (known) known.others.push(layer);
      else found.set(name, { name, value: shownValue(record(property).value), layer, others: [] });
    }
  }
  return [...found.values()].sort((a, b) => a.name.localeCompare(b.name));
}

export function profiles(it: unknown): string[] {
  return texts(record(it).activeProfiles);
}

/** All that an instance says of its build, such as `git.commit.id`. */
export function facts(it: unknown, prefix = "", depth = 0): [string, string][] {
  return Object.entries(record(it)).flatMap(([key, value]) => {
    const name = prefix + key;
    const inner = depth < DEEPEST ? facts(value, `${name}.`, depth + 1) : [];
    return inner.length > 0 ? inner : [[name, shownValue(value)] as [string, string]];
  });
}

export function metricNames(it: unknown): string[] {
  return texts(record(it).names).sort();
}

export interface Metric {
  name: string;
  description: string;
  unit: string;
  measurements: { statistic: string; value: number }[];
  /** The tags by which there are series of their own, with their values. */
  tags: { tag: string; values: string[] }[];
}

export function metric(it: unknown): Metric {
  const { name, description, baseUnit, measurements, availableTags } = record(it);
  const measured = list(measurements).map(record).flatMap(({ statistic, value }) =>
    typeof statistic === "string" && typeof value === "number" && Number.isFinite(value) ? [{ statistic, value }] : []);
  const tags = list(availableTags).map(record).flatMap(({ tag, values }) =>
    typeof tag === "string" ? [{ tag, values: texts(values) }] : []);
  return { name: optional(name) ?? "", description: optional(description) ?? "", unit: optional(baseUnit) ?? "", measurements: measured, tags };
}

/** A request that an instance has answered. */
export interface Exchange {
  time: string;
  method: string;
  uri: string;
  status: number | undefined;
  /** In milliseconds. */
  took: number | undefined;
}

export function exchanges(it: unknown): Exchange[] {
  return list(record(it).exchanges).map(record).map(({ timestamp, request, response, timeTaken }) => {
    const { method, uri } = record(request);
    const { status } = record(response);
    return {
      time: optional(timestamp) ?? "", method: optional(method) ?? "", uri: optional(uri) ?? "",
      status: typeof status === "number" ? status : undefined,
      took: duration(timeTaken),
    };
  });
}

/** A duration such as `PT1M0.5S`, in milliseconds. */
export function duration(it: unknown): number | undefined {
  const found = /^PT(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?$/.exec(optional(it) ?? "");
  if (!found) return undefined;
  const [hours, minutes, seconds] = found.slice(1).map((part) => Number(part ?? 0));
  return ((hours ?? 0) * 3_600 + (minutes ?? 0) * 60 + (seconds ?? 0)) * 1_000;
}

/** A route of an instance. */
export interface Mapping {
  methods: string;
  path: string;
  about: string;
}

export function mappings(it: unknown): Mapping[] {
  const contexts = Object.values(record(record(it).contexts)).map((context) => record(record(context).mappings));
  const servlets = contexts.flatMap(({ dispatcherServlets, dispatcherHandlers }) =>
    [dispatcherServlets, dispatcherHandlers].flatMap((all) => Object.values(record(all))));
  return servlets.flatMap(list).map(record).flatMap(({ details, handler, predicate }) => {
    const { requestMappingConditions, handlerMethod } = record(details);
    const { methods, patterns } = record(requestMappingConditions);
    const paths = texts(patterns);
    const about = (paths.length > 0 && optional(record(handlerMethod).descriptor)) || optional(handler) || "";
    if (paths.length === 0) return predicate ? [{ methods: "", path: shownValue(predicate), about }] : [];
    return paths.map((path) => ({ methods: texts(methods).join(", "), path, about }));
  }).sort((a, b) => a.path.localeCompare(b.path));
}

export interface Logger {
  name: string;
  /** The level that is set for just this one. */
  configured: string | undefined;
  effective: string;
}

export interface Loggers {
  levels: string[];
  loggers: Logger[];
}

const LEVELS = ["OFF", "ERROR", "WARN", "INFO", "DEBUG", "TRACE"];

export function loggers(it: unknown): Loggers {
  const { levels, loggers: all } = record(it);
  const known = texts(levels);
  const found = Object.entries(record(all)).map(([name, logger]) => {
    const { configuredLevel, effectiveLevel } = record(logger);
    return { name, configured: optional(configuredLevel), effective: optional(effectiveLevel) ?? "" };
  });
  // The root comes first, as it stands for all.
  const place = ({ name }: Logger) => (name === "ROOT" ? "" : name);
  return { levels: known.length > 0 ? known : LEVELS, loggers: found.sort((a, b) => place(a).localeCompare(place(b))) };
}
