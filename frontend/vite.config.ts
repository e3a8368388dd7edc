import { readFileSync } from "node:fs";
import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vite";
import { precompress } from "./build/precompress.ts";

function json(path: string) {
  return JSON.parse(readFileSync(new URL(path, import.meta.url), "utf8"));
}

const clinic = process.env.CLINIC_URL ?? "http://127.0.0.1:8080";

export default defineConfig({
  plugins: [svelte(), precompress()],
  define: {
    __SITE_VERSION__: JSON.stringify(json("package.json").version),
    __API_VERSION__: JSON.stringify(json("../crates/contract/openapi.json").info.version),
  },
  build: {
    target: ["chrome123", "firefox125", "safari17.5"],
    // A data: URL of a script or style would break the Content-Security-Policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // What most pages share comes with the first request, instead of in a dozen small ones after it.
    rolldownOptions: {
      output: { codeSplitting: { groups: [{ name: "shared", test: /src\/(api|forms|generated|router|text|ui)\/|node_modules\/(svelte|@lucide|clsx|esm-env)\// }] } },
    },
  },
  server: { proxy: { "/api": clinic } },
});
