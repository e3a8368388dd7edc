import { preload } from "./router/preload";
import { find } from "./router/routes";
import { loadTexts, preferredLocale } from "./text/language";
import "./app.css";

// This script is small, so that the page that someone wants is asked for as early as the script that all pages share.
const page = find(location.pathname);
void page.load().catch(() => {});
if (location.search === "") preload(page);
void loadTexts(preferredLocale()).catch(() => {});
import("./start").then(({ start }) => start()).catch(() => {
  const starting = document.getElementById("starting");
  // No language is there yet.
  if (starting) starting.textContent = "PetClinic could not be loaded: reload this page. 불러오지 못했습니다. 페이지를 새로 고치세요.";
});
