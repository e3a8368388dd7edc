import { recall, remember } from "../ui/storage";

const KEY = "booked-by";

/** Who booked from this browser last. */
export function lastBooker(): string {
  return recall(KEY) ?? "";
}

export function rememberBooker(name: string): void {
  remember(KEY, name);
}
