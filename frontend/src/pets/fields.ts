import type { Pet } from "../generated/api";
import { m } from "../text/locale.svelte";

export type PetFields = Record<"name" | "typeId" | "birthDate", string>;

export const EMPTY: PetFields = { name: "", typeId: "", birthDate: "" };
export const FIELDS = Object.keys(EMPTY) as (keyof PetFields)[];

export function labels(): PetFields {
  return { name: m.pet_name(), typeId: m.pet_type(), birthDate: m.pet_birth() };
}

export function toFields({ name, type, birthDate }: Pet): PetFields {
  return { name, typeId: String(type.id), birthDate: birthDate ?? "" };
}

export function toBody({ name, typeId, birthDate }: PetFields) {
  // Without a type the server names the rule.
  return { name, typeId: (typeId || undefined) as string, birthDate: birthDate || null };
}
