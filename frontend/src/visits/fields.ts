import type { Visit } from "../generated/api";
import { m } from "../text/locale.svelte";

export type VisitFields = Record<"date" | "description", string>;

export const FIELDS: readonly (keyof VisitFields)[] = ["date", "description"];

export function labels(): VisitFields {
  return { date: m.visit_date(), description: m.visit_description() };
}

export function toFields({ date, description }: Visit): VisitFields {
  return { date: date ?? "", description: description ?? "" };
}

export function toBody({ date, description }: VisitFields) {
  return { date: date || null, description };
}
