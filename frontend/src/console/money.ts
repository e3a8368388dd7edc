import { locale, m } from "../text/locale.svelte";

/** USD: to the cent, or with the first digits of less. */
export function dollars(usd: number): string {
  const isSmall = usd !== 0 && Math.abs(usd) < 0.1;
  const digits = isSmall ? { maximumSignificantDigits: 3, minimumFractionDigits: 2 } : { minimumFractionDigits: 2, maximumFractionDigits: 2 };
  return new Intl.NumberFormat(locale(), { style: "currency", currency: "USD", currencyDisplay: "narrowSymbol", ...digits }).format(usd);
}

/** An amount, or that it is not known. */
export function amountText(usd: number | null | undefined): string {
  return usd === null || usd === undefined ? m.console_not_known() : dollars(usd);
}
