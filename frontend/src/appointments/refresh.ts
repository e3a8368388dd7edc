import { keepFresh } from "../api/fresh";
import { News } from "../api/news";
import { type AgendaChange, followAgenda } from "../generated/api";

/** Whether a change is about some days; what changed in the clinic's calendar may be about any. */
export function isAbout({ days, calendar }: AgendaChange, from: string, to = from): boolean {
  return calendar || days.some((it) => from <= it && it <= to);
}

/** Keeps an agenda fresh while someone looks at it. Returns a function that ends this. */
export function keepAgendaFresh(ask: () => void, concerns: (change: AgendaChange) => boolean): () => void {
  const listen = (changed: () => void) =>
    new News(followAgenda, ({ event, data }, isFirst) => {
      if (event === "changed" ? concerns(data as AgendaChange) : isFirst) changed();
    });
  const fresh = keepFresh(ask, listen);
  return () => fresh.stop();
}
