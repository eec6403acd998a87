/** When something lies over a virtual table for a while, as pop-ups do on real pages: the same seed gives the same moments. */
import { Random } from "./random.ts";

const HOUR_MS = 3_600_000;
/** How long one stays, milliseconds. */
const STAYS_MS_MIN = 3_000, STAYS_MS_MAX = 20_000;

/** One pop-up over a table, epoch milliseconds. */
export interface Popup {
  fromMs: number;
  toMs: number;
}

/** Pop-ups of one table without end, earliest first: about so many an hour, none in the first half of the usual pause. */
export function* popupsOf({ seed, table, startMs, anHour }: {
  seed: number;
  table: string;
  startMs: number;
  anHour: number;
}): Generator<Popup, never> {
  const random = new Random(`${seed}/${table}/popups`), pauseMs = HOUR_MS / anHour;
  for (let atMs = startMs;;) {
    const fromMs = atMs + Math.round(pauseMs * (0.5 + random.unit()));
    const toMs = fromMs + random.between(STAYS_MS_MIN, STAYS_MS_MAX);
    yield { fromMs, toMs };
    atMs = toMs;
  }
}
