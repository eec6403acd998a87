/**
 * Finds out what a strategy stakes after which results, by asking it: its progression, or why there is none. Believes only
 * what a strategy shows again on a random past.
 */
import { chosenStake, payoutOf, type Stake, wrongNumbers } from "../betting/bet_rules.ts";
import { type Decision, HISTORY_ROUNDS_MAX, type HistoryRound } from "../protocol/bet.ts";
import { Random } from "../simulator/random.ts";
import { checkProgression, type NextStep, type Progression, STEPS_MAX } from "./progression.ts";

/** Rounds of the random past on which a progression must show again. */
const PROOF_ROUNDS = 120;
const ROUND_MS = 24_000;

/** What the strategy answers to a history, oldest round first. */
export type Decide = (history: readonly HistoryRound[]) => Promise<Decision | null>;

interface State {
  key: string;
  stake: Stake;
  /** one past that leads here */
  past: readonly HistoryRound[];
  /** keys; null: no bet any more */
  onWin: string | null;
  onLoss: string | null;
}

/** Throws only what `decide` throws. `proofRounds`: fewer where what was found is compared with the strategy in another way. */
export async function probeProgression(
  decide: Decide,
  { proofRounds = PROOF_ROUNDS }: { proofRounds?: number } = {},
): Promise<{ progression: Progression; reason: "" } | { progression: null; reason: string }> {
  const none = (reason: string) => ({ progression: null, reason });
  const first = stateOf(await decide([]), []);
  if (!first) return none("it bets nothing before it has seen rounds: its risk depends on what it waits for");
  const states = new Map([[first.key, first]]);
  for (const state of states.values()) {
    const wrong = wrongNumbers(state.stake);
    if (wrong) return none(wrong);
    for (const won of [true, false]) {
      const past = [...state.past, played(state.stake, { won, index: state.past.length })];
      const next = stateOf(await decide(past), past);
      if (won) state.onWin = next?.key ?? null;
      else state.onLoss = next?.key ?? null;
      if (!next || states.has(next.key)) continue;
      if (states.size >= STEPS_MAX) return none(`it has more than ${STEPS_MAX} steps: too many for an exact risk`);
      states.set(next.key, next);
    }
  }
  if (!await showsAgain(decide, { states, first, proofRounds })) {
    return none("its bets depend on more than which of them won and lost: it has no exact risk");
  }
  return { progression: progressionOf([...states.values()]), reason: "" };
}

/** Plays a random past and looks whether the next step is always the one that was found. */
async function showsAgain(
  decide: Decide,
  { states, first, proofRounds }: { states: ReadonlyMap<string, State>; first: State; proofRounds: number },
): Promise<boolean> {
  const random = new Random("probe");
  let past: HistoryRound[] = [], state = first;
  for (let index = 0; index < proofRounds; index++) {
    const won = random.unit() < 0.4;
    past = [...past, played(state.stake, { won, index, extra: random.between(0, 500) })].slice(-HISTORY_ROUNDS_MAX);
    const expected = won ? state.onWin : state.onLoss, found = stateOf(await decide(past), past)?.key ?? null;
    if (found !== expected) return false;
    // Where it bets nothing any more, the next look begins anew.
    if (found === null) past = [];
    state = found === null ? first : states.get(found) ?? first;
  }
  return true;
}

function stateOf(decision: Decision | null, past: readonly HistoryRound[]): State | null {
  const stake = chosenStake(decision);
  if (!decision || !stake) return null;
  const key = JSON.stringify([decision.currentIndex, stake.stakeMinor, stake.cashOutHundredths]);
  return { key, stake, past, onWin: null, onLoss: null };
}

function played(
  stake: Stake,
  { won, index, extra = 0 }: { won: boolean; index: number; extra?: number },
): HistoryRound {
  const lost = Math.max(100, stake.cashOutHundredths - 1 - extra);
  return {
    roundId: index + 1,
    multiplier: won ? stake.cashOutHundredths + extra : lost,
    endedAtMs: index * ROUND_MS,
    bet: { ...stake, state: won ? "won" : "lost", payoutMinor: won ? payoutOf(stake) : 0 },
  };
}

/** A sequence ends where the strategy is back at its first step; lost, if it had climbed and could climb no higher. */
function progressionOf(states: readonly State[]): Progression {
  const [first] = states, keys = states.map(({ key }) => key);
  const climbs = first.onLoss !== first.key && first.onLoss !== null;
  const next = (key: string | null, otherwise: NextStep): NextStep =>
    key === null || key === first.key ? otherwise : keys.indexOf(key);
  return checkProgression(states.map((state) => {
    const isHigh = state !== first && state.stake.stakeMinor > first.stake.stakeMinor;
    return {
      ...state.stake,
      onWin: next(state.onWin, "end"),
      onLoss: next(state.onLoss, climbs && isHigh ? "ruin" : "end"),
    };
  }));
}
