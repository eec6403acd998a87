/** What the ledger knows around a doubtful bet, as whoever looks into it needs it. Reads only. */
import type { Bet } from "../protocol/bet.ts";
import type { Round } from "../protocol/round.ts";
import type { Reader } from "../storage/reader.ts";

/** A bet made so long before another may still have been open then. */
const OVERLAP_MS = 600_000;
const PAGE_ROWS = 500;
/** Rounds of a table that are looked at. */
const ROUNDS_MAX = 1_000;

/** A table's bets by clicks from shortly before one of them on, oldest first. */
export async function betsAround({ table, requestedAtMs }: Bet, reader: Reader): Promise<Bet[]> {
  const found: Bet[] = [], fromMs = requestedAtMs - OVERLAP_MS;
  let beforeId: number | undefined;
  while (true) {
    const page: Bet[] = await reader.bets({ table, limit: PAGE_ROWS, beforeId });
    found.push(...page.filter((bet) => bet.mode !== "paper" && bet.requestedAtMs >= fromMs));
    const oldest = page.at(-1);
    if (page.length < PAGE_ROWS || !oldest || oldest.requestedAtMs < fromMs) return found.reverse();
    beforeId = oldest.id;
  }
}

/** A table's rounds since a bet was asked for, newest first. */
export async function roundsSince({ table, requestedAtMs }: Bet, reader: Reader): Promise<Round[]> {
  const rounds = await reader.rounds({ table, limit: ROUNDS_MAX });
  return rounds.filter(({ endedAtMs }) => endedAtMs >= requestedAtMs);
}
