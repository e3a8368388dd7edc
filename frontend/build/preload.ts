import type { Plugin } from "vite";

/** Lets the browser ask for a script as soon as it has read `index.html`, although only another script needs it. */
export function preload(name: string): Plugin {
  return {
    name: "preload",
    apply: "build",
    transformIndexHtml: {
      order: "post",
      handler: (_, { bundle = {} }) =>
        Object.values(bundle)
          .filter((it) => it.type === "chunk" && it.name === name)
          .map((it) => ({ tag: "link", attrs: { rel: "modulepreload", crossorigin: true, href: `/${it.fileName}` }, injectTo: "head" })),
    },
  };
}
