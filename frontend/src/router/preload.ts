import type { Found } from "./routes";

/** Asks for what a page reads first while its code is still on its way. The same request later takes this answer. */
export function preload({ early, params }: Found): void {
  for (const path of early) {
    const href = path.replace(/{(\w+)}/g, (_, name: string) => params[name] ?? "");
    document.head.append(Object.assign(document.createElement("link"), { rel: "preload", as: "fetch", crossOrigin: "anonymous", href }));
  }
}
