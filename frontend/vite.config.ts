import { readFileSync } from "node:fs";
import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vite";
import { parts } from "./build/parts.ts";
import { precompress } from "./build/precompress.ts";
import { preload } from "./build/preload.ts";

function json(path: string) {
  return JSON.parse(readFileSync(new URL(path, import.meta.url), "utf8"));
}

const clinic = process.env.CLINIC_URL ?? "http://127.0.0.1:8080";

export default defineConfig({
  plugins: [svelte(), parts("console"), preload("shared"), precompress()],
  define: {
    __SITE_VERSION__: JSON.stringify(json("package.json").version),
    __API_VERSION__: JSON.stringify(json("../crates/contract/openapi.json").info.version),
  },
  build: {
    target: ["chrome123", "firefox125", "safari17.5"],
    // A data: URL of a script or style would break the Content-Security-Policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // One style for all pages, and few scripts: each request takes a phone longer than some kilobytes more.
    cssCodeSplit: false,
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            { name: "first", test: /src\/(router\/(routes|pattern|preload)|text\/language|ui\/storage)|preload-helper|registry/ },
            { name: "shared", test: /src\/(App|start|api|forms|generated\/api|router|text|ui)|node_modules\/(svelte|@lucide|clsx|esm-env)\// },
            { name: "desk", test: /src\/(appointments|hours|owners|pets)\//, minShareCount: 3 },
            { name: "console", test: /src\/console\//, minShareCount: 2 },
          ],
        },
      },
    },
  },
  server: { proxy: { "/api": clinic, "/admin": clinic } },
});
