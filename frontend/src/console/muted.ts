import type { NotificationFilter } from "../generated/api";

/** What is muted: an application, or one instance. */
export interface Muted {
  application: string;
  instanceId?: string | undefined;
}

/** For how long notifications can be muted, in seconds. */
export const MUTED_FOR = [3_600, 86_400] as const;

/** The filters that keep notifications of an application, or of one of its instances, from being sent. */
export function filtersOf(all: readonly NotificationFilter[], { application, instanceId }: Muted): NotificationFilter[] {
  return all.filter((it) => !it.expired && (it.applicationName === application || (instanceId !== undefined && it.instanceId === instanceId)));
}
