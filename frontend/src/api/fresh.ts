import type { News } from "./news";

/** How often a page asks for news while someone looks at it and it hears of no changes, in milliseconds. */
const EVERY = 15_000;
/** How often it asks although it hears of changes. */
const EVERY_AT_LEAST = 60_000;

/** A page that asks for news. */
export interface Fresh {
  /** Whether it hears of changes at once. */
  readonly isLive: boolean;
  stop(): void;
}

/**
 * Asks for news while the page is visible: when a change is heard that concerns it, when someone comes back to it, and from time to
 * time. `listen` makes the listener, which calls what it is given at each change that matters.
 */
export function keepFresh(ask: () => void, listen: (changed: () => void) => News): Fresh {
  let asked = Date.now();
  const askNow = () => {
    asked = Date.now();
    ask();
  };
  const news = listen(() => {
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
  return {
    get isLive() {
      return news.isLive;
    },
    stop() {
      news.stop();
      clearInterval(timer);
      document.removeEventListener("visibilitychange", comeBack);
      removeEventListener("focus", comeBack);
      removeEventListener("online", comeBack);
    },
  };
}
