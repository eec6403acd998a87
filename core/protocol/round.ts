/** A finished round as the host observed it, and a table's phase changes. */
import type { Phase } from "./reading.ts";

/** `seen`: its flight and crash; `history`: taken from the table's own strip of past multipliers, its times estimated. */
export const ROUND_SOURCES = ["seen", "history"] as const;
export type RoundSource = (typeof ROUND_SOURCES)[number];

/** One finished round of one table. */
export interface Round {
  /** unique in the database, assigned when the round is first seen */
  id: number;
  table: string;
  /** start of the flight */
  startedAtMs: number;
  endedAtMs: number;
  /** final multiplier, hundredths */
  multiplier: number;
  /** players of the flight, null when not read */
  players: number | null;
  /** the others' money in the flight, minor units, null when not read */
  playersMoneyMinor: number | null;
  /** how the host knows of it; absent: seen */
  source?: RoundSource;
}

/** One phase change of one table. */
export interface PhaseChange {
  table: string;
  from: Phase;
  to: Phase;
  atMs: number;
  /** round that is under way or about to start; null before the first */
  roundId: number | null;
}
