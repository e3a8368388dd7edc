import type { m } from "../generated/text/messages";
import type { Locale } from "../generated/text/runtime";
import { recall, remember } from "../ui/storage";

export type { Locale };
/** Every text in one language. */
export type Texts = typeof m;

export const locales: readonly Locale[] = ["en", "ko"];

const KEY = "PARAGLIDE_LOCALE";

/** Texts that are loaded together: those of the clinic's pages, and those of the operators' console. */
export type Part = "clinic" | "console";

// A page needs the texts of one language only.
const load: Record<Locale, Record<Part, () => Promise<unknown>>> = {
  en: {
    clinic: () => import("../generated/text/messages/en"),
    console: () => import("../generated/text/messages/en.js?console"),
  },
  ko: {
    clinic: () => import("../generated/text/messages/ko"),
    console: () => import("../generated/text/messages/ko.js?console"),
  },
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

/** Loads the texts of a language, each part once. */
export async function loadTexts(locale: Locale, parts: readonly Part[] = ["clinic"]): Promise<Texts> {
  return Object.assign({}, ...(await Promise.all(parts.map((it) => load[locale][it]())))) as Texts;
}
