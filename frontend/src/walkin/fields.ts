import { Failure } from "../api/failure";
import { FIELDS as OWNER_FIELDS, type OwnerFields } from "../owners/fields";

export type WalkInFields = OwnerFields & Record<"petName" | "petTypeId" | "birthDate" | "typeId" | "vetId" | "reason", string>;

export const FIELDS = [...OWNER_FIELDS, "petName", "petTypeId", "birthDate", "typeId", "vetId", "start", "reason", "bookedBy"];

/** The fields of a pet by their names on this form, where an appointment has a type, too. */
const OF_PET: Record<string, string> = { name: "petName", typeId: "petTypeId" };

/** A failure to add the pet, in the words of this form. */
export function ofPet(error: unknown): unknown {
  if (!(error instanceof Failure)) return error;
  return new Failure(error.status, error.detail, error.fields.map((it) => ({ ...it, field: OF_PET[it.field] ?? it.field })));
}
