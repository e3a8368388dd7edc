import type { AuditEntry, DeliveryOutcome, InstanceEvent, NotificationTarget, Role, WhatHappened } from "../generated/api";
import { locale, m } from "../text/locale.svelte";

type Tone = "good" | "warning" | "bad" | "";

const TONES: Record<string, Tone> = {
  UP: "good", RESTRICTED: "warning", OUT_OF_SERVICE: "warning", UNKNOWN: "warning", DOWN: "bad", OFFLINE: "bad",
};

const STATUSES: Record<string, () => string> = {
  UP: m.console_status_up, RESTRICTED: m.console_status_restricted, OUT_OF_SERVICE: m.console_status_out_of_service,
  UNKNOWN: m.console_status_unknown, DOWN: m.console_status_down, OFFLINE: m.console_status_offline,
};

/** The class of a chip that shows a status. */
export function tone(status: string): Tone {
  return Object.hasOwn(TONES, status) ? (TONES[status] ?? "") : "";
}

/** A status in words; one of an instance's own as it is. */
export function statusName(status: string): string {
  return Object.hasOwn(STATUSES, status) ? (STATUSES[status]?.() ?? status) : status;
}

const EVENTS: Record<InstanceEvent["type"], () => string> = {
  REGISTERED: m.console_event_registered, STATUS_CHANGED: m.console_event_status, DEREGISTERED: m.console_event_deregistered,
};

const ACTIONS: Record<string, () => string> = {
  signedIn: m.console_action_signed_in, signInRefused: m.console_action_refused, signedOut: m.console_action_signed_out,
  levelChanged: m.console_action_level_changed, levelReturned: m.console_action_level_returned,
  instanceRegistered: m.console_action_registered, instanceRemoved: m.console_action_removed,
  faultsInjected: m.console_action_faults_started, faultsEnded: m.console_action_faults_stopped,
  settingsRefreshed: m.console_action_refreshed, filterAdded: m.console_action_muted, filterRemoved: m.console_action_unmuted,
};

const ROLES: Record<Role, () => string> = { viewer: m.console_role_viewer, operator: m.console_role_operator };

const OUTCOMES: Record<WhatHappened, () => string> = {
  changed: m.console_outcome_changed, skipped: m.console_outcome_skipped, failed: m.console_outcome_failed,
};

const TARGETS: Record<string, () => string> = { slack: m.console_target_slack, webhook: m.console_target_webhook };

const DELIVERIES: Record<string, () => string> = {
  waiting: m.console_delivery_waiting, sent: m.console_delivery_sent, failed: m.console_delivery_failed, suppressed: m.console_delivery_suppressed,
};

const REFUSALS: Record<string, () => string> = {
  denied: m.console_sign_in_denied, expired: m.console_sign_in_expired, refused: m.console_sign_in_refused,
  "no-role": m.console_sign_in_no_role, unavailable: m.console_sign_in_unavailable,
};

/** Why a sign-in at an issuer led back without one, from an address. */
export function refusalText(why: string | null): string | undefined {
  return why !== null && Object.hasOwn(REFUSALS, why) ? REFUSALS[why]?.() : undefined;
}

// A newer server may know more words than this page.
function word(texts: Record<string, () => string>, name: string): string {
  return Object.hasOwn(texts, name) ? (texts[name]?.() ?? name) : name;
}

export const eventName = (type: InstanceEvent["type"]) => word(EVENTS, type);
export const actionName = (action: AuditEntry["action"]) => word(ACTIONS, action);
export const roleName = (role: Role) => word(ROLES, role);
export const targetName = (target: NotificationTarget) => word(TARGETS, target);
export const deliveryName = (outcome: DeliveryOutcome) => word(DELIVERIES, outcome);
export const outcomeName = (outcome: WhatHappened) => word(OUTCOMES, outcome);

/** A log level; without one a logger has that of its settings. */
export function levelName(level: string | null | undefined): string {
  return level ?? m.console_level_settings();
}

/** A length of time in words. */
export function waitText(seconds: number): string {
  if (seconds < 100) return m.console_seconds({ count: Math.max(1, Math.ceil(seconds)) });
  return seconds % 3_600 === 0 ? m.console_hours({ count: seconds / 3_600 }) : m.console_minutes({ count: Math.ceil(seconds / 60) });
}

/** An instant to the second, by this browser's own clock. */
export function instant(text: string): string {
  const time = new Date(text);
  if (Number.isNaN(time.getTime())) return text;
  return new Intl.DateTimeFormat(locale(), { dateStyle: "medium", timeStyle: "medium" }).format(time);
}

/** A number as people of the page's language write it: whole, or with its first digits. */
export function number(value: number): string {
  const isLong = Number.isInteger(value) || Math.abs(value) >= 1_000;
  const digits = isLong ? { maximumFractionDigits: 1 } : { maximumSignificantDigits: 4 };
  return new Intl.NumberFormat(locale(), digits).format(value);
}
