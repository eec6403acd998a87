/** Decides what is told: the events that were chosen, each once, in quiet hours only what is urgent. */
import type { Alarm, Bet, Collector, Round } from "@aviator/sdk";
import { DayTally } from "./day_tally.ts";
import { isWithin, LocalTime, minuteOf } from "./local_time.ts";
import { type EventName, type Language, type Message, Texts } from "./messages.ts";

/** Messages that are remembered so that none is told twice. */
const REMEMBERED_MAX = 500;
const SETTLED: readonly Bet["state"][] = ["won", "lost", "void"];
const SUMMARY_DUE_MINUTE = 21 * 60;

/** As in the manifest. */
export interface NotifierConfig {
  events: EventName[];
  tables: string[];
  roundAtLeast: number;
  language: Language;
  templates: Record<string, string>;
  quietFrom: string;
  quietTo: string;
  summaryAt: string;
  timeZone: string;
}

/** @throws {RangeError} for a time or a time zone that there is not */
export function createNotifier(config: NotifierConfig, tell: (message: Message) => void): Collector {
  const time = new LocalTime(config.timeZone), texts = new Texts(config.language, config.templates);
  const quiet = { from: minuteOf(config.quietFrom, "quietFrom"), to: minuteOf(config.quietTo, "quietTo") };
  const dueMinute = minuteOf(config.summaryAt, "summaryAt") ?? SUMMARY_DUE_MINUTE;
  const tally = new DayTally({ time, texts, dueMinute });
  const told = new Set<string>();
  const say = (message: Message) => {
    if (!config.events.includes(message.event) || told.has(message.key)) return;
    told.add(message.key);
    if (told.size > REMEMBERED_MAX) told.delete(told.values().next().value!);
    if (message.urgent || !isWithin(time.at(message.atMs).minute, quiet)) tell(message);
  };
  return {
    ...config.tables.length > 0 ? { tables: config.tables } : {},
    onRound(round: Round) {
      tally.addRound(round);
      if (round.multiplier >= config.roundAtLeast * 100) say(texts.round(round));
    },
    onBet(bet: Bet) {
      if (!SETTLED.includes(bet.state)) return;
      tally.addBet(bet);
      say(texts.bet(bet));
    },
    onAlarm: (alarm: Alarm) => say(texts.alarm(alarm)),
    onHealth({ atMs }) {
      const summary = tally.due(atMs);
      if (summary) say(summary);
    },
  };
}
