import type { AgendaChange } from "../generated/api";
import { News } from "./news";

/** How often a page asks for news while someone looks at it and it hears of no changes, in milliseconds. */
const EVERY = 15_000;
/** How often it asks although it hears of changes. */
const EVERY_AT_LEAST = 60_000;

/** Whether a change is about some days; what changed in the clinic's calendar may be about any. */
export function isAbout({ days, calendar }: AgendaChange, from: string, to = from): boolean {
  return calendar || days.some((it) => from <= it && it <= to);
}

/**
 * Asks for news while the page is visible: when something changes that concerns it, when someone comes back to it, and from time to
 * time. Returns a function that ends this.
 */
export function keepFresh(ask: () => void, concerns: (change: AgendaChange) => boolean): () => void {
  let asked = Date.now();
  const askNow = () => {
    asked = Date.now();
    ask();
  };
  const news = new News((change) => {
    if (!concerns(change)) return;
    askNow();
    // The copy of the database that answers may be a moment behind: the next look asks once more.
    asked = 0;
  });
  const isVisible = () => document.visibilityState === "visible";
  const look = () => {
    // A browser has few connections to a server, and a page that nobody looks at needs none.
    if (isVisible()) news.start();
    else news.stop();
  };
  const comeBack = () => {
    look();
    if (isVisible()) askNow();
  };
  const timer = setInterval(() => {
    if (isVisible() && (!news.isLive || Date.now() - asked >= EVERY_AT_LEAST)) askNow();
  }, EVERY);
  look();
  document.addEventListener("visibilitychange", comeBack);
  addEventListener("focus", comeBack);
  addEventListener("online", comeBack);
  return () => {
    news.stop();
    clearInterval(timer);
    document.removeEventListener("visibilitychange", comeBack);
    removeEventListener("focus", comeBack);
    removeEventListener("online", comeBack);
  };
}
