import { toFailure } from "../api/failure";
import { type Collision, collision } from "../appointments/collision";
import type { Appointment } from "../generated/api";
import { m } from "../text/locale.svelte";
import { rule } from "../text/rules";
import { say } from "../ui/toast.svelte";
import { move, positionOf } from "./move";
import { type Position, samePosition } from "./position";

interface Moving {
  appointment: Appointment;
  to: Position;
}

interface Settings {
  title: (appointment: Appointment) => string;
  /** Where something is, in words. */
  place: (position: Position) => string;
  /** Called when the calendar is to show how things stand. */
  changed: () => void;
}

/** The one appointment that is being moved: where it would go, until that is saved or reverted. */
export class Moves {
  pending = $state.raw<Moving>();
  colliding = $state.raw<Collision>();
  isSaving = $state(false);
  readonly settings: Settings;

  constructor(settings: Settings) {
    this.settings = settings;
  }

  /** Where an appointment stands, or would go. */
  positionOf(appointment: Appointment): Position {
    return this.pending?.appointment.id === appointment.id ? this.pending.to : positionOf(appointment);
  }

  preview(appointment: Appointment, to: Position): void {
    if (!this.isSaving) this.pending = { appointment: this.pending?.appointment.id === appointment.id ? this.pending.appointment : appointment, to };
  }

  revert(): void {
    if (this.isSaving) return;
    this.pending = undefined;
    this.colliding = undefined;
  }

  async save(overlapReason?: string): Promise<void> {
    const moving = this.pending;
    if (!moving || this.isSaving) return;
    const { appointment, to } = moving;
    const from = positionOf(appointment);
    if (samePosition(from, to)) return this.revert();
    const title = this.settings.title(appointment);
    this.isSaving = true;
    try {
      await move(appointment, to, overlapReason);
      const after = { ...appointment, start: `${to.start}:00`, vetId: to.vetId ?? null };
      say(m.calendar_moved({ title, place: this.settings.place(to) }), { label: m.undo(), run: () => this.#undo(after, from) });
      this.#end();
    } catch (error) {
      const failure = toFailure(error);
      this.colliding = collision(failure);
      if (this.colliding) return;
      // Where it would go stays shown: saving can be tried again.
      if (failure.isTemporary) return say(m.step_failed({ title }));
      const broken = failure.fields[0]?.defaultMessage;
      say(broken ? m.calendar_refused({ title, rule: rule(broken) }) : m.step_outdated({ title }));
      this.#end();
    } finally {
      this.isSaving = false;
    }
  }

  #undo(appointment: Appointment, to: Position): void {
    this.pending = { appointment, to };
    void this.save();
  }

  #end(): void {
    this.pending = undefined;
    this.colliding = undefined;
    this.settings.changed();
  }
}
