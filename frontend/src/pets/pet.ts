import { m } from "../generated/text/messages";
import { age, mediumDay, today } from "../text/dates";

/** A day of birth with the age that follows. */
export function birthAndAge(birth: string): string {
  const { years, months } = age(birth, today());
  const words = years > 0 ? m.age_years({ count: years }) : m.age_months({ count: months });
  return m.pet_born({ day: mediumDay(birth), age: words });
}

/** Visits as people look for them: the latest first, those without a date at the end. */
export function latestFirst<V extends { id: number; date?: string | null }>(visits: readonly V[]): V[] {
  return [...visits].sort((one, other) => (other.date ?? "").localeCompare(one.date ?? "") || other.id - one.id);
}
