import { type Locale, loadTexts, locales, type Part, preferredLocale, rememberLocale, type Texts } from "./language";

let texts = $state.raw<Texts>();
let current = $state<Locale>("en");
let wanted: Locale | undefined;
let parts: readonly Part[] = ["clinic"];

export { type Locale, locales };

export function locale(): Locale {
  return current;
}

// Every text reads this state, so a page shows another language without losing what has been typed on it.
function text(name: keyof Texts, inputs: unknown): unknown {
  return (texts?.[name] as ((inputs: unknown) => unknown) | undefined)?.(inputs);
}

/** Every text, in the language that is shown. */
export const m: Texts = new Proxy({} as Record<string, (inputs: unknown) => unknown>, {
  get: (known, name) => (known[name as string] ??= (inputs) => text(name as keyof Texts, inputs)),
}) as unknown as Texts;

/** Shows all texts in a language, unless another one is asked for meanwhile. */
export async function show(locale: Locale): Promise<void> {
  wanted = locale;
  const asked = parts;
  const found = await loadTexts(locale, asked);
  if (wanted !== locale) return;
  // More texts may have been asked for meanwhile.
  if (asked !== parts) return show(locale);
  [texts, current] = [found, locale];
}

/** Loads the texts of another part, in the language of the page and in each that is chosen later. */
export async function addTexts(part: Part): Promise<void> {
  if (!parts.includes(part)) parts = [...parts, part];
  await show(wanted ?? preferredLocale());
}

/** Shows all texts in another language and remembers it in this browser. */
export async function chooseLocale(to: Locale): Promise<void> {
  await show(to);
  rememberLocale(to);
}
