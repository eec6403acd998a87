/** The other players of a table's round: how many, with how much money, and the few that the list shows. */
import { Random } from "./random.ts";

const BETTORS_SHOWN = 12;

/** One line of the list of bets. */
export interface Bettor {
  name: string;
  stakeMinor: number;
  /** where this player gets out, hundredths; the list shows it once the flight has reached it */
  cashOutHundredths: number;
}

export interface Crowd {
  /** when the last bet is in */
  players: number;
  moneyMinor: number;
  bettors: Bettor[];
}

const LETTERS = "abcdefghijklmnoprstuvz";

/** The crowd of one round; the same seed, table and round give the same crowd. */
export function crowdOf(round: number, options: { seed: number; table: string }): Crowd {
  const random = new Random(`${options.seed}/${options.table}/crowd/${round}`);
  const players = Math.round(60 * 45 ** random.unit());
  const averageMinor = random.between(12_000, 90_000);
  return {
    players,
    moneyMinor: players * averageMinor + random.between(0, 99_99),
    bettors: Array.from({ length: BETTORS_SHOWN }, () => bettor(random)),
  };
}

/** How much of a crowd has bet when a share of the waiting phase has passed: it comes in steps, most of it early. */
export function crowdShare(progress: number): number {
  const step = Math.floor(progress * 20) / 20;
  return 1 - (1 - step) ** 2;
}

function bettor(random: Random): Bettor {
  const first = random.pick([...LETTERS]), last = random.between(0, 9);
  return {
    name: `${first}***${last}`,
    stakeMinor: random.pick([10, 20, 50, 100, 150, 200, 350, 500, 1000, 2000, 5000]) * 100,
    cashOutHundredths: Math.round(105 * 12 ** random.unit() ** 2),
  };
}
