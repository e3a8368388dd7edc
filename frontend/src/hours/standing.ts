import { call } from "../api/call";
import { isOpen } from "../appointments/status";
import { clinicToday } from "../appointments/zone";
import { type Appointment, type CalendarEntry, listAppointments } from "../generated/api";
import { m } from "../text/locale.svelte";
import { navigate } from "../router/router.svelte";
import { addDays, dayOf } from "../text/dates";
import { say } from "../ui/toast.svelte";
import { isIn } from "./bands";

/** The most days that the API lists at once. */
const DAYS = 31;

/** The appointments that stand although the clinic is closed or the vet is away: of the first month, since an entry moves none. */
async function standing(entry: CalendarEntry): Promise<Appointment[]> {
  if (entry.kind === "openingHours" || entry.kind === "opening") return [];
  const today = clinicToday();
  const from = entry.firstDay > today ? entry.firstDay : today;
  const last = addDays(from, DAYS - 1);
  const to = entry.lastDay && entry.lastDay < last ? entry.lastDay : last;
  if (to < from) return [];
  const { data } = await call(listAppointments({ query: { from, to, ...(entry.vetId && { vetId: entry.vetId }) } }));
  return data.appointments.filter((it) => isOpen(it.status) && isIn(it, entry));
}

/** Says that an entry is saved, and which appointments people have to decide about. */
export async function saySaved(entry: CalendarEntry): Promise<void> {
  // It is saved, whether they can be looked up or not.
  const found = await standing(entry).catch(() => []);
  const [first] = found;
  if (!first) return say(m.saved());
  say(m.entry_standing({ count: found.length }), { label: m.entry_show(), run: () => void navigate(`/calendar?date=${dayOf(first.start)}`) });
}
