import { expect, it } from "vitest";
import { chart, readTags, type Sample, tagValue, withSample, withTag } from "./series";

const sample = (at: number, value: number): Sample => ({ at, measurements: [{ statistic: "VALUE", value }] });

it("keeps the values of an hour", () => {
  let samples: Sample[] = [];
  for (let at = 0; at < 1_000; at += 1) samples = withSample(samples, sample(at, at));
  expect(samples).toHaveLength(720);
  expect(samples.at(-1)?.at).toBe(999);
});

it("draws values from the least to the most", () => {
  const { points, least, most } = chart([sample(10, 2), sample(20, 6), sample(30, 4)], "VALUE", 100, 10);
  expect([least, most]).toEqual([2, 6]);
  expect(points.map(({ x, y }) => [x, y])).toEqual([[0, 10], [50, 0], [100, 5]]);
  expect(chart([sample(1, 3), sample(2, 3)], "VALUE", 100, 10).points.map((it) => it.y)).toEqual([5, 5]);
  expect(chart([sample(1, 3)], "COUNT", 100, 10).points).toEqual([]);
});

it("keeps one value for a tag", () => {
  const tags = withTag(readTags("uri:/api/a:b\nmethod:GET\nnonsense"), "method", "POST");
  expect(tags).toEqual(["uri:/api/a:b", "method:POST"]);
  expect(tagValue(tags, "uri")).toBe("/api/a:b");
  expect(withTag(tags, "uri", "")).toEqual(["method:POST"]);
});
