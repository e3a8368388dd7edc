import { describe, expect, it } from "vitest";
import { addDays, addMinutes, age, clock, longDay, monday, now } from "./dates";
import { show } from "./locale.svelte";

describe("dates", () => {
  it("shows the day that is stored, in any time zone of the browser", () => {
    for (const zone of ["Pacific/Kiritimati", "America/Los_Angeles", "Asia/Seoul", "UTC"]) {
      process.env.TZ = zone;
      expect(longDay("2010-09-07")).toBe("September 7, 2010");
      expect(clock("2027-03-14T02:30")).toBe("2:30 AM");
    }
  });

  it("follows the chosen language", async () => {
    await show("ko");
    expect(longDay("2010-09-07")).toBe("2010년 9월 7일");
    await show("en");
    expect(longDay("2010-09-07")).toBe("September 7, 2010");
  });

  it("counts days over the ends of months and of daylight saving", () => {
    process.env.TZ = "America/New_York";
    expect(addDays("2028-02-28", 1)).toBe("2028-02-29");
    expect(addDays("2027-03-14", 1)).toBe("2027-03-15");
    expect(addMinutes("2027-12-31T23:50", 20)).toBe("2028-01-01T00:10");
    expect(monday("2026-11-29")).toBe("2026-11-23");
    expect(monday("2026-11-23")).toBe("2026-11-23");
  });

  it("knows what the clock on the clinic's wall shows", () => {
    expect(now("Asia/Seoul")).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d$/);
  });

  it("counts whole years and months", () => {
    expect(age("2010-09-07", "2026-09-06")).toEqual({ years: 15, months: 11 });
    expect(age("2010-09-07", "2026-09-07")).toEqual({ years: 16, months: 0 });
    expect(age("2026-12-01", "2026-11-29")).toEqual({ years: 0, months: 0 });
  });
});
