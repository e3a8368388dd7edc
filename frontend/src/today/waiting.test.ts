import { expect, it } from "vitest";
import type { Appointment } from "../generated/api";
import { waiting } from "./waiting";

function appointment(id: number, status: Appointment["status"], checkedInAt: string | null): Appointment {
  return {
    id, typeId: 1, vetId: 1, start: "2027-03-09T09:00:00", end: "2027-03-09T09:20:00", startsAt: "2027-03-09T09:00:00Z", endsAt: "2027-03-09T09:20:00Z",
    timeZone: "UTC", status, checkedInAt, bookedBy: "Ada", bookedAt: "2027-03-01T09:00:00Z",
  };
}

it("tells who waits and for how long by the server's clock, the longest first", () => {
  const appointments = [
    appointment(1, "checkedIn", "2027-03-09T09:08:30Z"),
    appointment(2, "completed", "2027-03-09T08:00:00Z"),
    appointment(3, "checkedIn", "2027-03-09T09:00:10Z"),
    appointment(4, "booked", null),
    // The clocks of two servers may differ a little.
    appointment(5, "checkedIn", "2027-03-09T09:12:59Z"),
  ];
  const found = waiting({ appointments, hasMore: false, at: Date.parse("2027-03-09T09:12:30Z") });
  expect(found.map((it) => [it.appointment.id, it.minutes])).toEqual([[3, 12], [1, 4], [5, 0]]);
});
