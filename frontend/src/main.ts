import { mount } from "svelte";
import App from "./App.svelte";
import { start } from "./router/router.svelte";
import "./ui/theme.svelte";
import "./app.css";

start();
const target = document.getElementById("app");
if (target) mount(App, { target });
