/** Days and hours of a time zone: quiet hours, and when a day's summary is due. */

const MINUTES_A_DAY = 1440;

export class LocalTime {
  readonly #format: Intl.DateTimeFormat;

  /** @throws {RangeError} for a time zone that there is not */
  constructor(timeZone: string) {
    this.#format = new Intl.DateTimeFormat("en-CA", {
      ...{ timeZone, year: "numeric", month: "2-digit", day: "2-digit" },
      ...{ hour: "2-digit", minute: "2-digit", hourCycle: "h23" },
    });
  }

  /** The date as 2026-01-31, and the minutes since midnight. */
  at(atMs: number): { date: string; minute: number } {
    const parts = Object.fromEntries(this.#format.formatToParts(atMs).map(({ type, value }) => [type, value]));
    const { year, month, day, hour, minute } = parts;
    return { date: `${year}-${month}-${day}`, minute: Number(hour) * 60 + Number(minute) };
  }
}

/** Minutes since midnight of a text such as 23:30; null for an empty one. */
export function minuteOf(text: string, setting: string): number | null {
  if (text === "") return null;
  const [, hours, minutes] = /^(\d{1,2}):(\d{2})$/.exec(text) ?? [];
  const minute = Number(hours) * 60 + Number(minutes);
  if (minute < MINUTES_A_DAY && Number(minutes) < 60) return minute;
  throw new RangeError(`Cannot use ${setting} ${JSON.stringify(text)}: a time such as 23:00 is right`);
}

/** Whether a minute lies in a span that may run over midnight. */
export function isWithin(minute: number, { from, to }: { from: number | null; to: number | null }): boolean {
  if (from === null || to === null || from === to) return false;
  return from < to ? minute >= from && minute < to : minute >= from || minute < to;
}
