import { defineConfig } from "@hey-api/openapi-ts";

export default defineConfig({
  input: "../crates/contract/openapi.json",
  output: { path: "src/generated/api", clean: true },
  plugins: [
    { name: "@hey-api/client-fetch", baseUrl: false },
    "@hey-api/typescript",
    "@hey-api/sdk",
  ],
  logs: { file: false, level: "silent" },
});
