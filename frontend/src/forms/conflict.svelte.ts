import type { Failure } from "../api/failure";
import type { Values } from "./form.svelte";

/** Two versions of one thing: what this form wants to save, and what someone else has saved meanwhile. */
export interface Conflict<V extends Values> {
  mine: V;
  theirs: V;
  /** The version of theirs, which the next attempt is based on. */
  version: string | undefined;
}

/** The fields in which two versions differ. */
export function differing<V extends Values>({ mine, theirs }: Pick<Conflict<V>, "mine" | "theirs">): (keyof V & string)[] {
  return Object.keys(mine).filter((it) => mine[it] !== theirs[it]);
}

/** Whether an attempt was refused because someone else was faster. */
export function isOutdated(failure: Failure | undefined): boolean {
  return failure?.isConflict ?? false;
}
