import type { Owner } from "../generated/api";
import { m } from "../text/locale.svelte";
import { phoneDigits } from "../text/names";

export type OwnerFields = Record<"firstName" | "lastName" | "address" | "city" | "telephone", string>;

export const EMPTY: OwnerFields = { firstName: "", lastName: "", address: "", city: "", telephone: "" };
export const FIELDS = Object.keys(EMPTY) as (keyof OwnerFields)[];

export function labels(): OwnerFields {
  return {
    firstName: m.owner_first_name(),
    lastName: m.owner_last_name(),
    address: m.owner_address(),
    city: m.owner_city(),
    telephone: m.owner_telephone(),
  };
}

export function toFields({ firstName, lastName, address, city, telephone }: Owner): OwnerFields {
  return { firstName, lastName, address, city, telephone };
}

/** What is sent: people write telephone numbers with spaces and dashes, the clinic stores digits. */
export function toBody(values: OwnerFields): OwnerFields {
  return { ...values, telephone: phoneDigits(values.telephone) };
}
