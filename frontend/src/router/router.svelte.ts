import type { Component } from "svelte";
import { find } from "./routes";

/** Asks whether a page may be left; `false` stays on it. */
export type Guard = () => boolean | Promise<boolean>;

interface Shown {
  // Pages without parameters and pages with them have no type in common.
  component: Component<any>;
  params: Record<string, string>;
  /** Another page than the one before: the same component starts afresh. */
  visit: number;
}

let shown = $state.raw<Shown>();
let search = $state.raw(new URLSearchParams(location.search));
let path = $state.raw(location.pathname);
let isBroken = $state(false);
let guard: Guard | undefined;
let index = 0;
let visits = 0;
let isReturning = false;

export const router = {
  get shown() {
    return shown;
  },
  get path() {
    return path;
  },
  get search() {
    return search;
  },
  /** Whether a page's code could not be loaded. */
  get isBroken() {
    return isBroken;
  },
  /** Whether a person has moved from the page that was opened first. */
  get hasMoved() {
    return visits > 1;
  },
};

/** Goes to another page, unless the guard of this one objects. */
export async function navigate(to: string, options: { replace?: boolean } = {}): Promise<void> {
  if (!(await mayLeave())) return;
  if (options.replace) {
    history.replaceState({ index }, "", to);
  } else {
    index += 1;
    history.pushState({ index }, "", to);
  }
  await show();
  scrollTo(0, 0);
}

/** Changes the query of the address without leaving the page. */
export function setSearch(params: Record<string, string | undefined>, options: { push?: boolean } = {}): void {
  const next = new URLSearchParams();
  for (const [name, value] of Object.entries(params)) {
    if (value) next.set(name, value);
  }
  const query = next.toString();
  if (query === location.search.slice(1)) return;
  if (options.push) index += 1;
  const address = location.pathname + (query && `?${query}`);
  history[options.push ? "pushState" : "replaceState"]({ index }, "", address);
  search = next;
}

/** Sets the guard of the page that is shown; returns a function that takes it away. */
export function guardLeaving(ask: Guard): () => void {
  guard = ask;
  return () => {
    if (guard === ask) guard = undefined;
  };
}

/** Shows the page of the browser's address, now and whenever that changes. */
export function follow(): void {
  const state: unknown = history.state;
  index = indexOf(state) ?? 0;
  history.replaceState({ index }, "");
  addEventListener("popstate", (event) => void moved(event.state));
  document.addEventListener("click", followLink);
  void show();
}

async function mayLeave(): Promise<boolean> {
  if (!guard) return true;
  const allowed = await guard();
  if (allowed) guard = undefined;
  return allowed;
}

async function moved(state: unknown): Promise<void> {
  if (isReturning) {
    isReturning = false;
    return;
  }
  const to = indexOf(state) ?? 0;
  if (guard) {
    // The address has changed already: back to where the person still is, then ask.
    const steps = to - index;
    if (steps === 0) return;
    isReturning = true;
    history.go(-steps);
    if (await mayLeave()) history.go(steps);
    return;
  }
  index = to;
  await show();
}

function indexOf(state: unknown): number | undefined {
  const found = (state as { index?: unknown } | null)?.index;
  return typeof found === "number" ? found : undefined;
}

async function show(): Promise<void> {
  const target = location.pathname;
  const query = new URLSearchParams(location.search);
  if (shown && target === path && !isBroken) {
    search = query;
    return;
  }
  const visit = (visits += 1);
  const found = find(target);
  try {
    const { default: component } = await found.load();
    // Someone may have gone on while the code of this page was loading.
    if (visit !== visits) return;
    isBroken = false;
    [path, search] = [target, query];
    shown = { component, params: found.params, visit };
  } catch {
    isBroken = true;
  }
}

function followLink(event: MouseEvent): void {
  if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  const link = event.target instanceof Element ? event.target.closest("a") : null;
  if (!link || link.target || link.hasAttribute("download") || link.origin !== location.origin) return;
  if (/^\/(api|actuator|admin)\//.test(link.pathname) || (link.hash && link.pathname === location.pathname)) return;
  event.preventDefault();
  void navigate(link.pathname + link.search);
}
