/** All that a user should know of a progression's risk before it plays: one answer for the page, the command line and the plugins' descriptions. */
import { bankrollRuin } from "./bankroll_ruin.ts";
import { impossibleSteps, playable, type Progression, type StakeLimits, straightLossMinor } from "./progression.ts";
import { RETURN_TO_PLAYER } from "./law.ts";
import { ruinWithinRounds, sequenceRisk } from "./ruin.ts";
import type { RuinPreview } from "../protocol/risk.ts";

/** A round takes 21 to 24 s. */
const ROUNDS_PER_HOUR_DEFAULT = 150;
export const HOURS_DEFAULT = [1, 8, 24] as const;
const ROUNDS_MAX = 20_000;

export interface PreviewOptions {
  /** what the game pays back; default 0.97 */
  rtp?: number;
  /** what the table takes */
  limits?: StakeLimits;
  /** all that may be lost, minor units */
  bankrollMinor?: number | null;
  roundsPerHour?: number;
  hours?: readonly number[];
  /** how much work the chance of losing the bankroll may be */
  additionsMax?: number;
}

/** @throws {RangeError} when the table takes not even the first step, or the hours hold too many rounds to be computed */
export function ruinPreview(progression: Progression, options: PreviewOptions = {}): RuinPreview {
  const { rtp = RETURN_TO_PLAYER, limits = {}, bankrollMinor = null } = options;
  const { roundsPerHour = ROUNDS_PER_HOUR_DEFAULT, hours = HOURS_DEFAULT, additionsMax } = options;
  const played = playable(progression, limits);
  if (played === null) {
    const { stakeMinor } = progression[0], { minMinor = 0, maxMinor = Infinity } = limits;
    throw new RangeError(
      `Cannot play: the first stake is ${stakeMinor} minor units, and the table takes ${minMinor} to ${maxMinor}`,
    );
  }
  const risk = sequenceRisk(played, { rtp });
  const lossPerBetMinor = risk.lossPerSequenceMinor / risk.betsPerSequence;
  return {
    ...risk,
    atRiskMinor: straightLossMinor(played),
    impossibleSteps: impossibleSteps(progression, limits),
    rtp,
    roundsPerHour,
    stakedPerHourMinor: risk.stakedPerSequenceMinor / risk.betsPerSequence * roundsPerHour,
    lossPerHourMinor: lossPerBetMinor * roundsPerHour,
    bankrollMinor,
    within: hours.map((count) => {
      const rounds = Math.round(count * roundsPerHour);
      if (rounds > ROUNDS_MAX) {
        throw new RangeError(`Cannot look ${rounds} rounds ahead; at most ${ROUNDS_MAX} are right`);
      }
      const gone = bankrollMinor === null ? null : bankrollRuin(played, { bankrollMinor, rounds, rtp, additionsMax });
      return {
        hours: count,
        ruin: ruinWithinRounds(played, { rounds, rtp }),
        bankrollLost: gone?.probability ?? null,
        isExact: gone?.isExact ?? true,
      };
    }),
  };
}
