/** What bets and rows count for in the ledger of touches. */
import type { TouchLedger } from "../cells/touch_ledger.ts";
import type { Bet } from "../protocol/bet.ts";
import type { StoredRow } from "../protocol/rows.ts";
import type { TouchKind } from "../protocol/touch.ts";

const BET_TOUCHES: Partial<Record<Bet["state"], TouchKind>> = {
  requested: "betsAsked",
  placed: "betsPlaced",
  refused: "betsRefused",
};

/** Counts a bet's new state for the strategy that asked for it. */
export function countBet({ strategy, state }: Bet, touches: TouchLedger): void {
  const kind = BET_TOUCHES[state];
  if (kind) touches.count(strategy, { kind, count: 1 });
}

/** Counts rows that are in the database for good; `rejected` names the plugin of each that was set aside. */
export function countRows(
  rows: readonly StoredRow[],
  { rejected, touches }: { rejected: readonly string[]; touches: TouchLedger },
): void {
  for (const [plugin, own] of Map.groupBy(rows, (row) => row.plugin)) {
    const bad = rejected.filter((name) => name === plugin).length;
    touches.count(plugin, { kind: "rowsWritten", count: own.length - bad });
    if (bad > 0) touches.count(plugin, { kind: "rowsRejected", count: bad });
  }
}
