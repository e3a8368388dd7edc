import type { Application, Instance } from "../generated/api";

/** Which instances are shown. An empty text lets all pass. */
export interface Filter {
  q: string;
  application: string;
  status: string;
  /** A tag with its value, such as `zone=a`. */
  tag: string;
  region: string;
}

/** Reads a filter from the query of an address. */
export function readFilter(search: URLSearchParams): Filter {
  const text = (name: string) => search.get(name) ?? "";
  return { q: text("q"), application: text("application"), status: text("status"), tag: text("tag"), region: text("region") };
}

export function tagsOf(instance: Instance): string[] {
  return Object.entries(instance.tags).map(([key, value]) => `${key}=${value}`);
}

/** The region that an instance says it is in. */
export function regionOf({ tags, registration: { metadata } }: Instance): string | undefined {
  return tags.region || metadata.region || undefined;
}

/** Whether each typed word is somewhere in what the list shows of an instance. */
function has(instance: Instance, typed: string): boolean {
  const { registration, statusInfo, id, buildVersion } = instance;
  const shown = [registration.name, address(instance), statusInfo.status, id, buildVersion ?? "", regionOf(instance) ?? "", ...tagsOf(instance)];
  const all = shown.join("\n").toLowerCase();
  return typed.toLowerCase().split(/\s+/).every((it) => all.includes(it));
}

/** Where an instance is. */
export function address({ registration: { serviceUrl, managementUrl, healthUrl } }: Instance): string {
  return serviceUrl ?? managementUrl ?? healthUrl;
}

/** The applications with those of their instances that pass; those without any are left out. */
export function filtered(applications: readonly Application[], { q, application, status, tag, region }: Filter): Application[] {
  const passes = (it: Instance) =>
    (status === "" || it.statusInfo.status === status) && (tag === "" || tagsOf(it).includes(tag)) &&
    (region === "" || regionOf(it) === region) && (q === "" || has(it, q));
  return applications
    .filter((it) => application === "" || it.name === application)
    .map((it) => ({ ...it, instances: it.instances.filter(passes) }))
    .filter((it) => it.instances.length > 0);
}

/** What can be chosen. */
export interface Choices {
  /** Every status with its count, the most frequent first. */
  statuses: [string, number][];
  tags: string[];
  regions: string[];
}

export function choices(applications: readonly Application[]): Choices {
  const counts = new Map<string, number>();
  const tags = new Set<string>();
  const regions = new Set<string>();
  for (const instance of applications.flatMap((it) => it.instances)) {
    const { status } = instance.statusInfo;
    counts.set(status, (counts.get(status) ?? 0) + 1);
    for (const tag of tagsOf(instance)) tags.add(tag);
    const region = regionOf(instance);
    if (region) regions.add(region);
  }
  const statuses = [...counts].sort(([a, many], [b, more]) => more - many || a.localeCompare(b));
  return { statuses, tags: [...tags].sort(), regions: [...regions].sort() };
}

const WORST = ["DOWN", "OFFLINE", "RESTRICTED", "OUT_OF_SERVICE", "UNKNOWN"];

/** The applications with the worst first: what needs a look is at the top. */
export function worstFirst(applications: readonly Application[]): Application[] {
  const rank = ({ status }: Application) => {
    const found = WORST.indexOf(status);
    return found >= 0 ? found : status === "UP" ? WORST.length + 1 : WORST.length;
  };
  return [...applications].sort((a, b) => rank(a) - rank(b) || a.name.localeCompare(b.name));
}
