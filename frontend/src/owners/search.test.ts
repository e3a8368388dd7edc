import { expect, it } from "vitest";
import { queries } from "./search";

const places = (typed: string) => queries(typed).map((it) => it.where);

it("looks for digits among telephone numbers only", () => {
  expect(queries("(608) 555-10")).toEqual([{ where: "telephone", parameters: { telephone: "(608) 555-10" } }]);
});

it("looks for one word in every place, and for two also as a name in either order", () => {
  expect(places("da")).toEqual(["lastName", "firstName", "pet", "city"]);
  expect(places(" Sun  Prairie ")).toEqual(["name", "reversed", "lastName", "firstName", "pet", "city"]);
  expect(queries("Betty Davis")[0]?.parameters).toEqual({ firstName: "Betty", lastName: "Davis" });
  expect(queries("Davis Betty")[1]?.parameters).toEqual({ firstName: "Betty", lastName: "Davis" });
});

it("splits a Korean name", () => {
  expect(queries("홍길동")[0]?.parameters).toEqual({ firstName: "길동", lastName: "홍" });
});

it("lists all owners where nothing is typed", () => {
  expect(places("  ")).toEqual(["all"]);
});
