import { recall, remember } from "./storage";

export type Theme = "system" | "light" | "dark";
export const THEMES: readonly Theme[] = ["system", "light", "dark"];

const KEY = "theme";
let current = $state<Theme>(remembered());
show();

function remembered(): Theme {
  const found = recall(KEY);
  return THEMES.find((it) => it === found) ?? "system";
}

function show(): void {
  document.documentElement.dataset.theme = current;
}

export function theme(): Theme {
  return current;
}

export function chooseTheme(to: Theme): void {
  current = to;
  remember(KEY, to);
  show();
}
