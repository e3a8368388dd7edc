import { readFile } from "node:fs/promises";
import type { Plugin } from "vite";

const TEXTS = /\/generated\/text\/messages\/(?:en|ko)\.js$/;

/**
 * Splits the texts of a language: those whose names begin with a part's name are loaded as `en.js?console`, and `en.js` has the others.
 * @param names of the parts
 */
export function parts(...names: string[]): Plugin {
  return {
    name: "parts",
    enforce: "pre",
    async load(id) {
      const [file = "", part = ""] = id.split("?");
      if (!TEXTS.test(file) || !(part === "" || names.includes(part))) return null;
      const [head = "", ...texts] = (await readFile(file, "utf8")).split(/\n(?=export const )/);
      const partOf = (text: string) => names.find((it) => text.startsWith(`export const ${it}_`)) ?? "";
      return [head, ...texts.filter((it) => partOf(it) === part)].join("\n");
    },
  };
}
