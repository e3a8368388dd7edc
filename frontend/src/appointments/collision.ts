import type { Failure } from "../api/failure";

/** Why an appointment cannot be at a time unless a reason is given. */
export interface Collision {
  /** The rule that it breaks, as the server says it. */
  rule: string;
  /** What it collides with, where the server says so. */
  other: { id: number; from: string; to: string } | undefined;
}

const OVERLAP = /^overlaps appointment (\d+) of vet \d+, (\S+?) to (\S+?);/;

/** Reads the refusal of a time that a reason would allow. */
export function collision(failure: Failure | undefined): Collision | undefined {
  if (failure?.status !== 409) return undefined;
  const rule = failure.fields.find((it) => it.field === "start")?.defaultMessage;
  if (!rule?.includes("overlapReason")) return undefined;
  const [, id, from, to] = OVERLAP.exec(rule) ?? [];
  return { rule, other: id && from && to ? { id: Number(id), from, to } : undefined };
}
