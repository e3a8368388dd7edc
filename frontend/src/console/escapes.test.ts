import { expect, it } from "vitest";
import { escaped, withEscapes } from "./escapes";

it("shows what would turn a text, and nothing else, as an escape", () => {
  expect(withEscapes("a\u202Eb \u061C\u2069 \u200D \\u202E 한")).toBe("a\\u202Eb \\u061C\\u2069 \u200D \\u202E 한");
  const document = { "na\u200Fme": ["a\u202E\"\\", "\\u202E\u2066", 1, null], deep: { it: "\n" } };
  expect(escaped(document)).toEqual({ "na\\u200Fme": ["a\\u202E\"\\", "\\u202E\\u2066", 1, null], deep: { it: "\n" } });
});

it("leaves a document without such characters as it is", () => {
  const document = { a: ["b"] };
  expect(escaped(document)).toBe(document);
  expect(escaped(undefined)).toBeUndefined();
});
