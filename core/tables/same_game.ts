/** Tables that show one game must report the same finals in the same order. Compares them, counts, and tells of each that differs. */
import type { Round } from "../protocol/round.ts";

/** Ends of one round on two tables lie within this time; no two rounds of a table do. */
const SAME_END_MS = 4_000;
const RECENT_MAX = 30;

/** Two tables of one game that report one round differently. */
export interface Disagreement {
  one: Round;
  other: Round;
  /** the one of the two that no third table agrees with; null when that cannot be told */
  odd: string | null;
}

/** How often two tables of one game agree. */
export interface Agreement {
  tables: [string, string];
  compared: number;
  disagreed: number;
}

export class SameGame {
  readonly #groups: readonly (readonly string[])[];
  readonly #onDisagreement: (disagreement: Disagreement) => void;
  readonly #recent = new Map<string, Round[]>();
  readonly #agreements = new Map<string, Agreement>();

  constructor(groups: readonly (readonly string[])[], onDisagreement: (disagreement: Disagreement) => void) {
    this.#groups = groups;
    this.#onDisagreement = onDisagreement;
  }

  /** How well each pair agrees that has shown a round in common. */
  agreements(): Agreement[] {
    return [...this.#agreements.values()].map((one) => ({ ...one }));
  }

  /** Takes a round that was seen, and compares it with those of the same moment. */
  add(round: Round): void {
    const group = this.#groups.find((tables) => tables.includes(round.table));
    // What was taken from a strip has no time of its own.
    if (!group || round.source === "history") return;
    const recent = this.#recent.get(round.table) ?? [];
    this.#recent.set(round.table, [...recent, round].slice(-RECENT_MAX));
    for (const table of group) {
      const other = table === round.table ? undefined : this.#sameMoment(table, round);
      if (other) this.#compare(round, { other, group });
    }
  }

  #compare(round: Round, { other, group }: { other: Round; group: readonly string[] }): void {
    const tables = [round.table, other.table].sort() as [string, string];
    const agreement = this.#agreements.get(tables.join(" ")) ?? { tables, compared: 0, disagreed: 0 };
    this.#agreements.set(tables.join(" "), agreement);
    agreement.compared += 1;
    if (round.multiplier === other.multiplier) return;
    agreement.disagreed += 1;
    this.#onDisagreement({ one: round, other, odd: this.#odd(group, [round, other]) });
  }

  #odd(group: readonly string[], [one, other]: [Round, Round]): string | null {
    const third = group.filter((table) => table !== one.table && table !== other.table)
      .map((table) => this.#sameMoment(table, one)?.multiplier);
    const backed = [one, other].filter(({ multiplier }) => third.includes(multiplier));
    return backed.length === 1 ? (backed[0] === one ? other.table : one.table) : null;
  }

  #sameMoment(table: string, { endedAtMs }: Round): Round | undefined {
    return this.#recent.get(table)?.find((round) => Math.abs(round.endedAtMs - endedAtMs) <= SAME_END_MS);
  }
}
