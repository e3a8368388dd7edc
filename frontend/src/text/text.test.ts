import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { show } from "./locale.svelte";
import { fullName, phone, phoneDigits } from "./names";
import { rule } from "./rules";

function texts(locale: string): Record<string, unknown> {
  return JSON.parse(readFileSync(new URL(`../../messages/${locale}.json`, import.meta.url), "utf8"));
}

it("says the same things in both languages", () => {
  expect(Object.keys(texts("ko"))).toEqual(Object.keys(texts("en")));
  const inputs = (text: unknown) => [...new Set(JSON.stringify(text).match(/\{\w+\}/g))].sort();
  for (const [key, text] of Object.entries(texts("en"))) {
    // A plural may need no number in one of its forms.
    if (typeof text === "string") expect(inputs(texts("ko")[key]), key).toEqual(inputs(text));
  }
});

it("uses every text that it has", () => {
  const sources = import.meta.glob("../**/*.{ts,svelte}", { query: "?raw", import: "default", eager: true });
  const all = Object.entries(sources).filter(([path]) => !path.includes("generated")).map(([, text]) => text).join("\n");
  expect(Object.keys(texts("en")).filter((it) => !new RegExp(`m\\.${it}\\b`).test(all))).toEqual([]);
});

it("keeps the texts of the console in the console", () => {
  const sources = import.meta.glob("../**/*.{ts,svelte}", { query: "?raw", import: "default", eager: true });
  const others = Object.entries(sources).filter(([path]) => !/generated|console\//.test(path));
  expect(others.filter(([, text]) => /\bm\.console_/.test(text as string)).map(([path]) => path)).toEqual([]);
});

it("writes names and numbers as people do", () => {
  expect(fullName({ firstName: "길동", lastName: "홍" })).toBe("홍길동");
  expect(fullName({ firstName: "Betty", lastName: "Davis" })).toBe("Betty Davis");
  expect(phone("6085551023")).toBe("608-555-1023");
  expect(phone("01012345678")).toBe("010-1234-5678");
  expect(phone("+16085551023")).toBe("+16085551023");
  expect(phoneDigits("(608) 555-10 23")).toBe("6085551023");
});

it("says rules in the language of the page, and unknown ones as the server does", async () => {
  await show("en");
  expect(rule("must have at most 30 characters")).toBe("At most 30 characters.");
  expect(rule("must be 1 to 200 visible ASCII characters without a slash")).toMatch(/^1 – 200 letters/);
  expect(rule("must be purple")).toBe("must be purple");
});
