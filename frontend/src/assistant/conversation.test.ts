import { expect, it } from "vitest";
import { bounded, type Message } from "./conversation";

const said = (text: string): Message => ({ role: "user", text });

it("keeps the newest messages, bounded in number and in length", () => {
  const many = Array.from({ length: 100 }, (_, index) => said(`${index}`));
  expect(bounded(many).map((it) => it.text)).toEqual(many.slice(-60).map((it) => it.text));
  const long = [said("a".repeat(60_000)), said("b".repeat(60_000)), said("c")];
  expect(bounded(long)).toEqual(long.slice(1));
});
