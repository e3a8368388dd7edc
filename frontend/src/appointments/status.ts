import type { AppointmentStatus } from "../generated/api";
import { m } from "../text/locale.svelte";

export function statusName(status: AppointmentStatus): string {
  const names: Record<AppointmentStatus, () => string> = {
    booked: m.status_booked,
    checkedIn: m.status_checked_in,
    completed: m.status_completed,
    noShow: m.status_no_show,
    cancelled: m.status_cancelled,
  };
  return names[status]();
}

/** The class of the chip that shows a status. */
export const tones: Record<AppointmentStatus, string> = {
  booked: "brand",
  checkedIn: "warning",
  completed: "good",
  noShow: "bad",
  cancelled: "",
};

/** Whether an appointment can still be moved and edited. */
export function isOpen(status: AppointmentStatus): boolean {
  return status === "booked" || status === "checkedIn";
}

/** Whether it takes the vet's time. */
export function takesTime(status: AppointmentStatus): boolean {
  return status !== "noShow" && status !== "cancelled";
}

/** The status that undoes a wrong one, as far as the status alone can tell. */
export const undone: Partial<Record<AppointmentStatus, AppointmentStatus>> = {
  checkedIn: "booked",
  completed: "checkedIn",
  noShow: "booked",
  cancelled: "booked",
};
