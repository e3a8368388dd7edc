import { now } from "../text/dates";
import { recall, remember } from "../ui/storage";

const KEY = "clinic-time-zone";

/** The time zone of the clock on the clinic's wall, as far as an appointment has told it. */
function zone(): string | undefined {
  const found = recall(KEY);
  return found !== null && isZone(found) ? found : undefined;
}

function isZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

/** Learns the clinic's time zone from the newest of its appointments. */
export function learnZone(appointments: readonly { id: number; timeZone: string }[]): void {
  const newest = appointments.reduce<{ id: number; timeZone: string } | undefined>((a, b) => (a && a.id > b.id ? a : b), undefined);
  if (newest && newest.timeZone !== recall(KEY)) remember(KEY, newest.timeZone);
}

/** What the clinic's clock shows now; this browser's, until an appointment was seen. */
export function clinicNow(): string {
  return now(zone());
}

export function clinicToday(): string {
  return clinicNow().slice(0, 10);
}
