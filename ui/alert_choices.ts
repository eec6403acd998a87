/** What the reader wants to be told of on this device, and how: nothing unless chosen; kept by the browser. */
import { effect, signal } from "@preact/signals";

export const ALERT_KINDS = ["round", "placed", "halted", "plugin"] as const;
/** `round`: one over a multiplier; `placed`: a bet; `halted`: betting stopped; `plugin`: one died. */
export type AlertKind = (typeof ALERT_KINDS)[number];

export interface AlertChoices {
  sound: boolean;
  /** by the browser, also while its window is behind others */
  notification: boolean;
  kinds: AlertKind[];
  /** hundredths from which on a round is told */
  roundFrom: number;
}

const KEY = "alerts";
export const NO_ALERTS: AlertChoices = { sound: false, notification: false, kinds: [], roundFrom: 1_000 };

export const alertChoices = signal<AlertChoices>(parseChoices(globalThis.localStorage?.getItem(KEY) ?? null));

/** Keeps what is chosen from now on. */
export function keepAlertChoices(): void {
  effect(() => localStorage.setItem(KEY, JSON.stringify(alertChoices.value)));
}

/** What was kept; what makes no sense is as if nothing had been chosen. */
export function parseChoices(kept: string | null): AlertChoices {
  try {
    const { sound, notification, kinds, roundFrom } = JSON.parse(kept ?? "{}");
    return {
      sound: sound === true,
      notification: notification === true,
      kinds: Array.isArray(kinds) ? ALERT_KINDS.filter((kind) => kinds.includes(kind)) : [],
      roundFrom: Number.isInteger(roundFrom) && roundFrom >= 100 ? roundFrom : NO_ALERTS.roundFrom,
    };
  } catch {
    return NO_ALERTS;
  }
}
