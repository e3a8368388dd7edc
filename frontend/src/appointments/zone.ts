import { SvelteMap } from "svelte/reactivity";
import { call } from "../api/call";
import { showClock } from "../generated/api";
import { now } from "../text/dates";
import { recall, remember } from "../ui/storage";

const KEY = "clinic-time-zone";

/** The time zone of the clock on the clinic's wall: what an earlier visit learned, until the clinic says it. */
const known = new SvelteMap<string, string>();
let asking: Promise<void> | undefined;

learn(recall(KEY));

function learn(zone: string | null): void {
  if (zone !== null && isZone(zone)) known.set(KEY, zone);
}

function isZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

/** Asks the clinic for its time zone, once. Without an answer, the next call asks again. */
export function askForZone(): Promise<void> {
  asking ??= call(showClock()).then(
    ({ data }) => {
      learn(data.timeZone);
      remember(KEY, data.timeZone);
    },
    () => {
      asking = undefined;
    },
  );
  return asking;
}

/** What the clinic's clock shows now; this browser's, until the clinic's zone is known. */
export function clinicNow(): string {
  return now(known.get(KEY));
}

export function clinicToday(): string {
  return clinicNow().slice(0, 10);
}
