import type { Values } from "./form.svelte";

/** Three versions of one thing. */
export interface Conflict<V extends Values> {
  /** What this form began with. */
  before: V;
  /** What this form wants to save. */
  mine: V;
  /** What someone else has saved meanwhile. */
  theirs: V;
  /** The version of theirs, which the next attempt is based on. */
  version: string | undefined;
}

export type Side = "mine" | "theirs";

/** The fields in which mine and theirs differ, with the side that is kept unless the person says otherwise: the one that was changed. */
export function differences<V extends Values>({ before, mine, theirs }: Conflict<V>): { field: keyof V & string; side: Side }[] {
  const fields: (keyof V & string)[] = Object.keys(mine).filter((it) => mine[it] !== theirs[it]);
  return fields.map((field) => ({ field, side: mine[field] === before[field] ? "theirs" : "mine" }));
}
