import { mount } from "svelte";
import App from "./App.svelte";
import { askForZone } from "./appointments/zone";
import { follow } from "./router/router.svelte";
import { preferredLocale } from "./text/language";
import { show } from "./text/locale.svelte";
import "./ui/theme.svelte";

/** Shows the page of the browser's address, in the language that is preferred. */
export async function start(): Promise<void> {
  void askForZone();
  await show(preferredLocale());
  follow();
  const target = document.getElementById("app");
  if (!target) return;
  // What the page itself shows until its script is there.
  target.replaceChildren();
  mount(App, { target });
}
