/** An outcome that is said at the edge of the page and read out by screen readers. */
export interface Toast {
  id: number;
  text: string;
  /** What can be done about it, such as an undo. */
  action: { label: string; run: () => void } | undefined;
}

const MOST = 3;
const SHOWN_FOR = 8_000;
let toasts = $state.raw<readonly Toast[]>([]);
let last = 0;

export function shownToasts(): readonly Toast[] {
  return toasts;
}

export function say(text: string, action?: Toast["action"]): void {
  last += 1;
  const id = last;
  toasts = [...toasts.slice(-(MOST - 1)), { id, text, action }];
  // What has a button stays until the next outcomes push it out: nobody should have to hurry.
  if (!action) setTimeout(() => dismiss(id), SHOWN_FOR);
}

export function dismiss(id: number): void {
  toasts = toasts.filter((it) => it.id !== id);
}
