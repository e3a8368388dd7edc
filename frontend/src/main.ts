import { mount } from "svelte";
import App from "./App.svelte";
import { askForZone } from "./appointments/zone";
import { start } from "./router/router.svelte";
import "./ui/theme.svelte";
import "./app.css";

start();
void askForZone();
const target = document.getElementById("app");
if (target) {
  // What the page itself shows until its script is there.
  target.replaceChildren();
  mount(App, { target });
}
