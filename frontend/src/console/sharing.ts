import type { Application, Instance } from "../generated/api";

/** The admin server answers operators alone, whom no fault hits. */
const SPARED = "admin";

/** The other applications that suffer from faults of an instance: those with an instance in its process, at the same host and port. */
export function sharing(applications: readonly Application[], instanceId: string): string[] {
  const own = applications.flatMap((it) => it.instances).find((it) => it.id === instanceId);
  const at = own && originOf(own);
  if (!at) return [];
  const isSharing = ({ name, instances }: Application) =>
    name !== own.registration.name && name !== SPARED && instances.some((it) => originOf(it) === at);
  return applications.filter(isSharing).map((it) => it.name);
}

function originOf({ registration: { managementUrl, healthUrl } }: Instance): string | undefined {
  const url = managementUrl ?? healthUrl;
  return URL.canParse(url) ? new URL(url).origin : undefined;
}
