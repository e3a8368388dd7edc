import type { PetWeight } from "../generated/api";
import { locale } from "../text/locale.svelte";
import { daysBetween } from "../text/dates";

const KILOGRAM = 1000;

/** A weight in kilograms, or in grams where the animal is small. */
export function weightText(grams: number): string {
  const isSmall = grams < KILOGRAM;
  const options: Intl.NumberFormatOptions = { style: "unit", unit: isSmall ? "gram" : "kilogram", maximumFractionDigits: 3 };
  return new Intl.NumberFormat(locale(), options).format(isSmall ? grams : grams / KILOGRAM);
}

/** The grams of a weight in kilograms as people type it, with a point or a comma; `undefined` for anything else. */
export function toGrams(typed: string): number | undefined {
  const text = typed.trim().replace(",", ".");
  if (!/^\d{1,5}(\.\d{0,3})?$/.test(text)) return undefined;
  return Math.round(Number(text) * KILOGRAM);
}

export interface Point {
  weight: PetWeight;
  x: number;
  y: number;
}

/** Where weights are in a chart of this size: earlier ones to the left, heavier ones at the top. Weights are by day. */
export function points(weights: readonly PetWeight[], width: number, height: number): Point[] {
  const [first, last] = [weights[0], weights.at(-1)];
  if (!first || !last) return [];
  const days = daysBetween(first.measuredOn, last.measuredOn);
  const { least, most } = range(weights);
  return weights.map((weight) => ({
    weight,
    x: days === 0 ? width / 2 : (daysBetween(first.measuredOn, weight.measuredOn) / days) * width,
    y: most === least ? height / 2 : height - ((weight.grams - least) / (most - least)) * height,
  }));
}

export function range(weights: readonly PetWeight[]): { least: number; most: number } {
  const grams = weights.map((it) => it.grams);
  return { least: Math.min(...grams), most: Math.max(...grams) };
}
