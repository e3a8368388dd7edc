import type { HistorySeries } from "../generated/api";
import { locale, m } from "../text/locale.svelte";
import { number } from "./texts";

const NAMES: Record<string, () => string> = {
  requests: m.console_history_requests, failed: m.console_history_failed, meanDuration: m.console_history_mean,
  p99Duration: m.console_history_p99, memory: m.console_history_memory, cpu: m.console_history_cpu,
  databaseConnections: m.console_history_connections, databaseWaiting: m.console_history_waiting, loggedErrors: m.console_history_errors,
};

/** What a series is about. A newer server may know more than this page. */
export function seriesName(name: HistorySeries["name"]): string {
  return Object.hasOwn(NAMES, name) ? (NAMES[name]?.() ?? name) : name;
}

/** A share from 0 to 1 in percent. */
export function percent(share: number): string {
  return new Intl.NumberFormat(locale(), { style: "percent", maximumSignificantDigits: 3 }).format(share);
}

/** A value in its unit. */
export function inUnit(value: number, unit: HistorySeries["unit"]): string {
  switch (unit) {
    case "perSecond": return m.console_unit_per_second({ count: number(value) });
    case "perMinute": return m.console_unit_per_minute({ count: number(value) });
    case "share": return percent(value);
    case "seconds": return m.about_milliseconds({ count: number(value * 1_000) });
    case "bytes": return `${number(Math.round((value / 1_048_576) * 10) / 10)} MiB`;
    default: return number(value);
  }
}

/** The time of day of an instant, by this browser's own clock. */
export function clock(at: number): string {
  return new Intl.DateTimeFormat(locale(), { hour: "2-digit", minute: "2-digit" }).format(at);
}
