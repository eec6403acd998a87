/** What must be remembered of one table to tell what is new: the last snapshot, the thresholds crossed, the balance. */
import type { CollectorRow, Reading, Round } from "@aviator/sdk";

/** hundredths */
const THRESHOLDS = [150, 200, 300, 500, 1000];
const MULTIPLIER_MIN = 100;

export class TableNotes {
  #lastSnapshot = "";
  #flightRoundId: number | null = null;
  /** of `THRESHOLDS`, by this flight */
  #crossed = 0;
  #balance: number | null = null;
  #balanceAtRoundEnd: number | null = null;

  reading(reading: Reading, roundId: number | null): CollectorRow[] {
    this.#balance = reading.myMoney.value ?? this.#balance;
    return [...this.#snapshot(reading, roundId), ...this.#crossings(reading, roundId)];
  }

  roundEnd(round: Round): CollectorRow[] {
    const before = this.#balanceAtRoundEnd, balanceMinor = this.#balance;
    this.#balanceAtRoundEnd = balanceMinor;
    if (before === null || balanceMinor === null || before === balanceMinor) return [];
    const changeMinor = balanceMinor - before;
    return [{
      kind: "earning",
      table: round.table,
      roundId: round.id,
      balanceMinor,
      changeMinor,
      atMs: round.endedAtMs,
    }];
  }

  #snapshot(reading: Reading, roundId: number | null): CollectorRow[] {
    const seen = {
      roundId,
      phase: reading.phase,
      multiplier: multiplierOf(reading),
      myMoneyMinor: reading.myMoney.value,
      players: reading.otherCount.value,
      playersMoneyMinor: reading.otherMoney.value,
    };
    const text = JSON.stringify(seen);
    if (text === this.#lastSnapshot) return [];
    this.#lastSnapshot = text;
    return [{ kind: "snapshot", table: reading.table, takenAtMs: reading.takenAtMs, ...seen }];
  }

  #crossings(reading: Reading, roundId: number | null): CollectorRow[] {
    const multiplier = multiplierOf(reading);
    if (roundId === null || multiplier === null || reading.phase !== "flying") return [];
    if (roundId !== this.#flightRoundId) {
      this.#flightRoundId = roundId;
      this.#crossed = 0;
    }
    const crossed = THRESHOLDS.filter((threshold) => multiplier >= threshold).slice(this.#crossed);
    this.#crossed += crossed.length;
    const { table, takenAtMs } = reading;
    return crossed.map((threshold) => ({ kind: "crossing", table, roundId, threshold, takenAtMs }));
  }
}

function multiplierOf(reading: Reading): number | null {
  const { value } = reading.score;
  return value === null || value < MULTIPLIER_MIN ? null : value;
}
