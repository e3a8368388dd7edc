import { m } from "./locale.svelte";

const HANGUL = /^[\p{Script=Hangul}]+$/u;

/** A person's name as its language writes it. */
export function fullName(person: { firstName: string; lastName: string }): string {
  const { firstName, lastName } = person;
  return HANGUL.test(firstName) && HANGUL.test(lastName) ? lastName + firstName : `${firstName} ${lastName}`;
}

/** A telephone number in groups, where its length tells them. */
export function phone(digits: string): string {
  const groups = /^(01\d)(\d{3,4})(\d{4})$/.exec(digits) ?? /^([1-9]\d{2})(\d{3})(\d{4})$/.exec(digits);
  return groups ? groups.slice(1).join("-") : digits;
}

/** The digits of a telephone number as the clinic stores it. */
export function phoneDigits(typed: string): string {
  return typed.replace(/[\s\-.()/\u2010-\u2015]/g, "");
}

/** A pet type's name: the sample clinic's in the language of the page, others as they are. */
export function petTypeName(name: string): string {
  const known: Record<string, () => string> = {
    bird: m.type_bird,
    cat: m.type_cat,
    dog: m.type_dog,
    hamster: m.type_hamster,
    lizard: m.type_lizard,
    snake: m.type_snake,
  };
  return Object.hasOwn(known, name) ? (known[name]?.() ?? name) : name;
}

export function specialtyName(name: string): string {
  const known: Record<string, () => string> = {
    radiology: m.specialty_radiology,
    surgery: m.specialty_surgery,
    dentistry: m.specialty_dentistry,
  };
  return Object.hasOwn(known, name) ? (known[name]?.() ?? name) : name;
}

export function appointmentTypeName(name: string): string {
  const known: Record<string, () => string> = {
    consultation: m.kind_consultation,
    vaccination: m.kind_vaccination,
    "follow-up": m.kind_follow_up,
    dental: m.kind_dental,
    surgery: m.kind_surgery,
  };
  return Object.hasOwn(known, name) ? (known[name]?.() ?? name) : name;
}
