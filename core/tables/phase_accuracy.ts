/** Counts how often a table's rules and its learnt colours agree, and how often each was right by what the round turned out to be. */
import type { PhaseAccuracy } from "../protocol/page.ts";
import type { Phase, PhaseOpinions } from "../protocol/reading.ts";
import type { Observation } from "./round_tracker.ts";

/** Readings of a round that are kept until its end; of longer ones the first are not judged. */
const OPINIONS_KEPT_MAX = 2_000;
/** A phase's first and last moments are anybody's guess. */
const EDGE_MS = 400;

type Witness = keyof PhaseOpinions;

export class PhaseAccuracyCounter {
  #waiting: { atMs: number; opinions: PhaseOpinions }[] = [];
  #compared = 0;
  #agreed = 0;
  #judged = 0;
  readonly #told: Record<Witness, number> = { rules: 0, model: 0 };
  readonly #right: Record<Witness, number> = { rules: 0, model: 0 };

  observe({ reading, round }: Observation): void {
    const { opinions, takenAtMs } = reading;
    if (opinions) {
      this.#waiting.push({ atMs: takenAtMs, opinions });
      if (this.#waiting.length > OPINIONS_KEPT_MAX) this.#waiting.shift();
      if (opinions.model !== null && opinions.rules !== "unknown") {
        this.#compared += 1;
        if (opinions.model === opinions.rules) this.#agreed += 1;
      }
    }
    if (!round) return;
    for (const { atMs, opinions: told } of this.#waiting) this.#judge(told, phaseAt(atMs, round));
    this.#waiting = [];
  }

  view(): PhaseAccuracy {
    const share = (part: number, all: number) => all === 0 ? null : part / all;
    return {
      compared: this.#compared,
      agreement: share(this.#agreed, this.#compared),
      judged: this.#judged,
      rules: share(this.#right.rules, this.#told.rules),
      model: share(this.#right.model, this.#told.model),
    };
  }

  #judge(opinions: PhaseOpinions, truth: Phase | null): void {
    if (truth === null) return;
    this.#judged += 1;
    for (const witness of ["rules", "model"] as const) {
      const told = opinions[witness];
      if (told === null || told === "unknown") continue;
      this.#told[witness] += 1;
      if (told === truth) this.#right[witness] += 1;
    }
  }
}

/** What a finished round proves of a moment before its end was known; null where it proves nothing. */
function phaseAt(atMs: number, { startedAtMs, endedAtMs }: { startedAtMs: number; endedAtMs: number }): Phase | null {
  if (Math.abs(atMs - startedAtMs) < EDGE_MS || Math.abs(atMs - endedAtMs) < EDGE_MS) return null;
  if (atMs > endedAtMs) return "crashed";
  return atMs > startedAtMs ? "flying" : null;
}
