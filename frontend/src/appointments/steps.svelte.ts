import { SvelteSet } from "svelte/reactivity";
import { call } from "../api/call";
import { toFailure } from "../api/failure";
import { type Appointment, type AppointmentStatus, setAppointmentStatus } from "../generated/api";
import { m } from "../text/locale.svelte";
import { say } from "../ui/toast.svelte";
import { type Collision, collision } from "./collision";
import { statusName } from "./status";

interface Settings {
  /** Whom an appointment is about. */
  title: (appointment: Appointment) => string;
  /** Called after a step, and after one that was refused since someone else was faster. */
  changed: (appointment: Appointment) => void;
}

/** The steps of appointments from one status to the next and back, and the dialogs that some of them need. */
export class Steps {
  /** A step that takes time which another appointment has now. */
  colliding = $state.raw<{ appointment: Appointment; to: AppointmentStatus; collision: Collision }>();
  /** An appointment whose visit is to be described. */
  completing = $state.raw<Appointment>();
  /** An appointment whose history is shown. */
  looking = $state.raw<Appointment>();
  #running = new SvelteSet<number>();
  readonly settings: Settings;

  constructor(settings: Settings) {
    this.settings = settings;
  }

  isRunning(appointment: Appointment): boolean {
    return this.#running.has(appointment.id);
  }

  /** Takes a step, and offers to undo it. */
  async take(appointment: Appointment, to: AppointmentStatus, overlapReason?: string): Promise<void> {
    const { id } = appointment;
    if (this.#running.has(id)) return;
    this.#running.add(id);
    try {
      await call(setAppointmentStatus({ path: { appointmentId: id }, body: { status: to, ...(overlapReason && { overlapReason }) } }));
      this.taken(appointment, to);
    } catch (error) {
      this.#refused(error, appointment, to);
    } finally {
      this.#running.delete(id);
    }
  }

  /** Says that a step is taken. */
  taken(appointment: Appointment, to: AppointmentStatus): void {
    this.colliding = undefined;
    this.completing = undefined;
    const after = { ...appointment, status: to };
    say(m.step_taken({ title: this.settings.title(appointment), status: statusName(to) }), {
      label: m.undo(),
      run: () => void this.take(after, appointment.status),
    });
    this.settings.changed(after);
  }

  #refused(error: unknown, appointment: Appointment, to: AppointmentStatus): void {
    const failure = toFailure(error);
    const title = this.settings.title(appointment);
    const found = collision(failure);
    if (found) {
      this.colliding = { appointment, to, collision: found };
    } else if (failure.isTemporary) {
      say(m.step_failed({ title }), { label: m.retry(), run: () => void this.take(appointment, to) });
    } else {
      say(m.step_outdated({ title }));
      this.settings.changed(appointment);
    }
  }
}
