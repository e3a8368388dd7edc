import { toRows, toText } from "../forms/rows";
import type { OwnerContact, OwnerPhone } from "../generated/api";
import { m } from "../text/locale.svelte";
import { phone } from "../text/names";

export type ContactFields = Record<"email" | "phones", string>;

export const MOST_PHONES = 10;
export const NO_CONTACT: ContactFields = { email: "", phones: "" };
export const NEW_PHONE: OwnerPhone = { label: "", number: "", isPreferred: false };

/** The fields of a contact by their names on the wire. */
export const CONTACT_FIELDS = [
  "email",
  "phones",
  ...Array.from({ length: MOST_PHONES }, (_, index) => [`phones[${index}].label`, `phones[${index}].number`]).flat(),
];

export function contactLabels(): ContactFields {
  return { email: m.owner_email(), phones: m.owner_phones() };
}

export function toContactFields({ email, phones }: OwnerContact): ContactFields {
  return { email: email ?? "", phones: toText(phones) };
}

export function toContactBody({ email, phones }: ContactFields) {
  const rows = toRows<OwnerPhone>(phones).map(({ label, number, isPreferred }) => ({ label: label.trim(), number: number.trim(), isPreferred }));
  return { email: email.trim() || null, phones: rows };
}

/** A value as people read it. */
export function showContact(field: string, value: string): string {
  if (field !== "phones") return value;
  const rows = toRows<OwnerPhone>(value);
  return rows.map((it) => `${it.label}: ${it.number}${it.isPreferred ? ` (${m.owner_phone_preferred()})` : ""}`).join(", ");
}

/** All numbers of an owner, the one to call first at the top. */
export function numbers(telephone: string, contact: OwnerContact | undefined): (OwnerPhone & { shown: string })[] {
  const further = contact?.phones ?? [];
  const own = { label: m.owner_telephone(), number: telephone, isPreferred: !further.some((it) => it.isPreferred) };
  return [own, ...further].map((it) => ({ ...it, shown: phone(it.number) })).sort((a, b) => Number(b.isPreferred) - Number(a.isPreferred));
}
