/** How often a page asks for news while someone looks at it, in milliseconds. */
const EVERY = 15_000;

/** Asks for news now and then while the page is visible, and when someone comes back to it. Returns a function that ends this. */
export function keepFresh(ask: () => void): () => void {
  const askIfSeen = () => {
    if (document.visibilityState === "visible") ask();
  };
  const timer = setInterval(askIfSeen, EVERY);
  document.addEventListener("visibilitychange", askIfSeen);
  addEventListener("focus", askIfSeen);
  addEventListener("online", askIfSeen);
  return () => {
    clearInterval(timer);
    document.removeEventListener("visibilitychange", askIfSeen);
    removeEventListener("focus", askIfSeen);
    removeEventListener("online", askIfSeen);
  };
}
