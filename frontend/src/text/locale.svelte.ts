import { getLocale, type Locale, locales, overwriteGetLocale, setLocale } from "../generated/text/runtime";

let current = $state<Locale>(getLocale());
// Every message reads this state, so a page shows another language without losing what has been typed on it.
overwriteGetLocale(() => current);

export { locales, type Locale };

export function locale(): Locale {
  return current;
}

/** Shows all texts in another language and remembers it in this browser. */
export function chooseLocale(to: Locale): void {
  current = to;
  void setLocale(to, { reload: false });
}
