import { listOwners, type Owner } from "../generated/api";
import { m } from "../generated/text/messages";
import { call } from "../api/call";
import { phoneDigits } from "../text/names";

export type OwnerFields = Record<"firstName" | "lastName" | "address" | "city" | "telephone", string>;

export const EMPTY: OwnerFields = { firstName: "", lastName: "", address: "", city: "", telephone: "" };
const MOST_SIMILAR = 5;
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

/** Owners who are perhaps the same person: with this telephone number, or of this name. */
export async function similar({ firstName, lastName, telephone }: OwnerFields): Promise<Owner[]> {
  const digits = phoneDigits(telephone);
  const queries = [
    ...(digits.length >= 6 ? [{ telephone: digits }] : []),
    ...(firstName.trim() && lastName.trim() ? [{ firstName: firstName.trim(), lastName: lastName.trim() }] : []),
  ];
  const found = await Promise.all(queries.map((query) => call(listOwners({ query: { ...query, size: MOST_SIMILAR } }))));
  const owners = found.flatMap((it) => it.data);
  return [...new Map(owners.map((it) => [it.id, it])).values()].slice(0, MOST_SIMILAR);
}
