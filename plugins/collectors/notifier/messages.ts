/** What the notifier says: a text an event, by a template of its language or of the user's own. */
import type { Alarm, Bet, Round } from "@aviator/sdk";

export type EventName = "round" | "bet" | "halt" | "alarm" | "tableSilent" | "summary";
export type Language = "en" | "sr";

/** Something to be told. */
export interface Message {
  event: EventName;
  text: string;
  /** the same twice is told once */
  key: string;
  /** told in quiet hours, too */
  urgent: boolean;
  atMs: number;
}

type Values = Record<string, string>;

const TEMPLATES: Record<Language, Record<EventName, string>> = {
  en: {
    round: "{table}: {multiplier}x",
    bet: "{table}: {state}, {strategy} ({mode}) staked {stake} at {cashOut}x: {profit}",
    halt: "{over}betting is halted: {message}",
    alarm: "{over}{kind} {about}: {message}",
    tableSilent: "{over}table {about} cannot be read: {message}",
    summary: "{date}: {rounds} rounds, highest {best}x ({bestTable}); {bets} bets: {profit}",
  },
  sr: {
    round: "{table}: {multiplier}x",
    bet: "{table}: {state}, {strategy} ({mode}) ulog {stake} na {cashOut}x: {profit}",
    halt: "{over}klađenje je zaustavljeno: {message}",
    alarm: "{over}{kind} {about}: {message}",
    tableSilent: "{over}sto {about} se ne čita: {message}",
    summary: "{date}: {rounds} rundi, najviša {best}x ({bestTable}); opklada {bets}: {profit}",
  },
};
const WORDS: Record<Language, Values> = {
  en: { over: "over: ", won: "won", lost: "lost", void: "void", nothing: "nothing won or lost" },
  sr: { over: "prošlo: ", won: "dobijeno", lost: "izgubljeno", void: "poništeno", nothing: "bez dobitka i gubitka" },
};
const TEXT_CHARACTERS_MAX = 1000;

export class Texts {
  readonly #language: Language;
  readonly #own: Partial<Record<string, string>>;

  constructor(language: Language, own: Partial<Record<string, string>> = {}) {
    this.#language = language;
    this.#own = own;
  }

  round({ id, table, multiplier, players, endedAtMs: atMs }: Round): Message {
    const values = { table, multiplier: hundredths(multiplier), players: String(players ?? "?") };
    return this.#message("round", { key: `round ${id}`, urgent: false, atMs, values });
  }

  /** A bet that has come to its end. */
  bet(bet: Bet): Message {
    const { id, table, strategy, mode, state } = bet, payout = bet.payoutMinor ?? bet.stakeMinor;
    const values = {
      ...{ table, strategy, mode, state: WORDS[this.#language][state] ?? state, payout: hundredths(payout) },
      ...{ stake: hundredths(bet.stakeMinor), cashOut: hundredths(bet.cashOutHundredths) },
      profit: signed(payout - bet.stakeMinor),
    };
    const atMs = bet.settledAtMs ?? bet.requestedAtMs;
    return this.#message("bet", { key: `bet ${id} ${state}`, urgent: false, atMs, values });
  }

  alarm(alarm: Alarm): Message {
    const { kind, about, raised, atMs } = alarm, message = alarm.message.replace(/^over: /, "");
    const event = kind === "halt" ? "halt" : kind === "table" ? "tableSilent" : "alarm";
    const values = { kind, about, message, over: raised ? "" : WORDS[this.#language].over };
    const urgent = raised && kind !== "table";
    return this.#message(event, { key: `${kind} ${about} ${raised} ${atMs}`, urgent, atMs, values });
  }

  /** @param profits what each mode won, minor units */
  summary(
    day: { date: string; rounds: number; best: number; bestTable: string; bets: number },
    { profits, atMs }: { profits: ReadonlyMap<string, number>; atMs: number },
  ): Message {
    const profit = [...profits].map(([mode, minor]) => `${mode} ${signed(minor)}`).join(", ");
    const counts = { rounds: String(day.rounds), best: hundredths(day.best), bets: String(day.bets) };
    const values = { ...day, ...counts, profit: profit || WORDS[this.#language].nothing };
    return this.#message("summary", { key: `summary ${day.date}`, urgent: false, atMs, values });
  }

  #message(event: EventName, { values, ...rest }: Omit<Message, "event" | "text"> & { values: Values }): Message {
    const template = this.#own[event] ?? TEMPLATES[this.#language][event];
    // One pass: what a value says in braces stays as it is.
    const text = template.replace(/\{(\w+)\}/g, (all, name) => Object.hasOwn(values, name) ? values[name] : all);
    return { event, text: text.slice(0, TEXT_CHARACTERS_MAX), ...rest };
  }
}

function hundredths(value: number): string {
  return (value / 100).toFixed(2);
}

function signed(minor: number): string {
  return `${minor > 0 ? "+" : ""}${hundredths(minor)}`;
}
