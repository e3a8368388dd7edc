import type { m } from "../generated/text/messages";
import type { Locale } from "../generated/text/runtime";
import { recall, remember } from "../ui/storage";

export type { Locale };
/** Every text in one language. */
export type Texts = typeof m;

export const locales: readonly Locale[] = ["en", "ko"];

const KEY = "PARAGLIDE_LOCALE";

// A page needs the texts of one language only.
const load: Record<Locale, () => Promise<unknown>> = {
  en: () => import("../generated/text/messages/en"),
  ko: () => import("../generated/text/messages/ko"),
};

/** The language that someone has chosen in this browser, else the browser's first one that the site has. */
export function preferredLocale(): Locale {
  for (const wanted of [recall(KEY), ...navigator.languages.map((it) => it.split("-")[0])]) {
    const found = locales.find((it) => it === wanted);
    if (found) return found;
  }
  return "en";
}

export function rememberLocale(locale: Locale): void {
  remember(KEY, locale);
}

/** Loads the texts of a language, once. */
export async function loadTexts(locale: Locale): Promise<Texts> {
  return (await load[locale]()) as Texts;
}
