/** Tells the reader at once of what was chosen, by a sound and by the browser's notifications. It never asks for permission by itself. */
import type { BettingView, PageMessage, PluginView } from "../core/protocol/page.ts";
import { type AlertChoices, alertChoices, type AlertKind } from "./alert_choices.ts";
import { money, multiplier } from "./format.ts";
import { betting, currencies, plugins, titles } from "./store.ts";
import { t } from "./strings.ts";

export interface Alert {
  kind: AlertKind;
  text: string;
}

/** What the page knew before a message. */
export interface Known {
  betting: BettingView | null;
  plugins: readonly PluginView[] | null;
}

const DEAD: readonly string[] = ["crashed", "quarantined"];
/** Two tones, short enough to follow one another. */
const TONES = { round: 880, placed: 660, halted: 220, plugin: 330 } as const;
const TONE_SECONDS = 0.25;

/** What a message says that the reader wants to be told of. What was missed while the line was broken is told in lists, not aloud. */
export function alertsOf(message: PageMessage, known: Known, choices: AlertChoices): Alert[] {
  return found(message, known, choices).filter(({ kind }) => choices.kinds.includes(kind));
}

function found(message: PageMessage, known: Known, { roundFrom }: AlertChoices): Alert[] {
  switch (message.type) {
    case "round": {
      const { table, multiplier: reached } = message.round;
      if (reached < roundFrom) return [];
      return [{ kind: "round", text: t("alertRound", { table: nameOf(table), multiplier: multiplier(reached) }) }];
    }
    case "bet": {
      const { state, table, strategy, stakeMinor } = message.bet;
      if (state !== "placed") return [];
      const stake = money(stakeMinor, currencies.value.get(table) ?? "RSD");
      return [{ kind: "placed", text: t("alertPlaced", { table: nameOf(table), strategy, stake }) }];
    }
    case "betting":
      return haltedNow(message.betting, known);
    case "plugins":
      return diedNow(message.plugins, known);
    case "state":
      return [...haltedNow(message.state.betting, known), ...diedNow(message.state.plugins, known)];
    default:
      return [];
  }
}

function haltedNow({ state, reason }: BettingView, { betting }: Known): Alert[] {
  if (state !== "halted" || betting === null || betting.state === "halted") return [];
  return [{ kind: "halted", text: t("alertHalted", { reason }) }];
}

function diedNow(now: readonly PluginView[], { plugins }: Known): Alert[] {
  if (plugins === null) return [];
  const before = new Map(plugins.map(({ name, state }) => [name, state]));
  return now.filter(({ name, state }) => DEAD.includes(state) && !DEAD.includes(before.get(name) ?? "running"))
    .map(({ title, reason }) => ({ kind: "plugin", text: t("alertPlugin", { title, reason }) }));
}

const nameOf = (table: string) => titles.value.get(table) ?? table;

/** Takes in one message before the page does. */
export function alertFor(message: PageMessage): void {
  const choices = alertChoices.peek();
  if (choices.kinds.length === 0) return;
  for (const alert of alertsOf(message, { betting: betting.peek(), plugins: plugins.peek() }, choices)) {
    tell(alert, choices);
  }
}

/** Tells of one thing now, in the ways that are chosen. */
export function tell({ kind, text }: Alert, { sound, notification }: AlertChoices): void {
  if (sound) playTone(TONES[kind]);
  if (notification && globalThis.Notification?.permission === "granted") {
    new Notification("Aviator host", { body: text, tag: kind, icon: "/icon-192.png" });
  }
}

let audio: AudioContext | null = null;

function playTone(hertz: number): void {
  audio ??= new AudioContext();
  void audio.resume();
  const tone = audio.createOscillator(), volume = audio.createGain();
  tone.frequency.value = hertz;
  volume.gain.setValueAtTime(0.15, audio.currentTime);
  volume.gain.exponentialRampToValueAtTime(0.001, audio.currentTime + TONE_SECONDS);
  tone.connect(volume).connect(audio.destination);
  tone.start();
  tone.stop(audio.currentTime + TONE_SECONDS);
}
