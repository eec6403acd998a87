/** Where a restarted core finds the virtual tables, and what it knows of the bets before. */
import { deepEqual, equal, match } from "node:assert/strict";
import { Limits } from "../../../core/betting/limits.ts";
import { VirtualClock } from "../../../core/clock.ts";
import { betsToRecover, worldNowMs } from "../../../core/host/host_parts.ts";
import type { CoreSettings } from "../../../core/ops/core_settings.ts";
import { Reader } from "../../../core/storage/reader.ts";
import { Writer } from "../../../core/storage/writer.ts";
import { betOf, leaseOf, NO_LIMITS, RANGE, requestOf } from "../betting/fixtures.ts";
import { DataFolder } from "../storage/fixtures.ts";

const settings = (part: Partial<CoreSettings>) =>
  ({ worldStartMs: 1_000_000, speed: 1, crashes: 0, ...part }) as CoreSettings;

Deno.test("worldNowMs() begins at the beginning, and after a crash goes on where time has come to", () => {
  equal(worldNowMs(settings({ speed: 15 }), 1_004_000), 1_000_000);
  equal(worldNowMs(settings({ speed: 15, crashes: 1 }), 1_004_000), 1_060_000);
  equal(worldNowMs(settings({ speed: 15, crashes: 1 }), 999_000), 1_000_000);
  equal(worldNowMs(settings({ speed: Infinity, crashes: 1 }), 1_004_000), 1_000_000);
});

const MINUTE_MS = 60_000;
const MIDNIGHT_MS = new Date(2026, 4, 20).getTime();

/** Lost bets of so many minutes before and after midnight, each settled 20 s after it was asked for. */
async function betsAt(minutes: number[], folder: DataFolder): Promise<void> {
  await using writer = await Writer.open({ path: folder.path, journalPath: folder.journalPath, tables: 1 });
  for (const [at, minute] of minutes.entries()) {
    const requestedAtMs = MIDNIGHT_MS + minute * MINUTE_MS, settledAtMs = requestedAtMs + 20_000;
    const bet = betOf({ ...requestOf(), id: at + 1, roundId: at + 1, state: "lost", requestedAtMs });
    await writer.saveBet({ ...bet, placedAtMs: requestedAtMs + 2_000, settledAtMs, payoutMinor: 0 });
  }
}

Deno.test("betsToRecover() has the bets of the last hour and today's losses when midnight was in between", async () => {
  using folder = new DataFolder();
  // Of yesterday evening; of the last hour; asked for yesterday and lost today.
  await betsAt([-300, -50, -40, -0.1], folder);
  await using reader = await Reader.open(folder.path);
  const { stakeMinor } = requestOf();
  const after = async (minutes: number) => {
    const nowMs = MIDNIGHT_MS + minutes * MINUTE_MS, found = await betsToRecover(reader, nowMs);
    const limits = new Limits({ clock: new VirtualClock({ startMs: nowMs, speed: 1 }), limits: NO_LIMITS });
    for (const bet of found) limits.observe(bet);
    limits.grant(leaseOf({ betsPerHour: 3 }));
    return { limits, ids: found.map(({ id }) => id) };
  };
  const soon = await after(5);
  deepEqual(soon.ids, [2, 3, 4]);
  match(soon.limits.refusal(requestOf(), RANGE) ?? "", /3 bets in the last hour/);
  equal(soon.limits.profitTodayMinor(requestOf().mode), -stakeMinor);
  const later = await after(15);
  equal(later.limits.refusal(requestOf(), RANGE), null, "of the three the first is more than an hour ago");
  const muchLater = await after(900);
  equal(muchLater.limits.profitTodayMinor(requestOf().mode), -stakeMinor);
});
