import { m } from "../text/locale.svelte";
import { age, mediumDay, today } from "../text/dates";

/** A day of birth with the age that follows: today's, or the one at a pet's death. */
export function birthAndAge(birth: string, diedOn?: string | null): string {
  const { years, months } = age(birth, diedOn ?? today());
  const words = years > 0 ? m.age_years({ count: years }) : m.age_months({ count: months });
  return m.pet_born({ day: mediumDay(birth), age: words });
}

/** Visits as people look for them: the latest first, those without a date at the end. */
export function latestFirst<V extends { id: number; date?: string | null }>(visits: readonly V[]): V[] {
  return [...visits].sort((one, other) => (other.date ?? "").localeCompare(one.date ?? "") || other.id - one.id);
}
