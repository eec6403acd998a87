/** A bankroll is counted over restarts, from the first bet known. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { VirtualClock } from "../../../core/clock.ts";
import { Host } from "../../../core/host/host.ts";
import { parseConfig } from "../../../core/ops/config.ts";
import { Writer } from "../../../core/storage/writer.ts";
import { betOf } from "../betting/fixtures.ts";
import { UNSERVED_START_MS, unservedSettings } from "./unserved.ts";

const DAY_MS = 86_400_000;

async function stateAfter(lostMinor: number): Promise<string> {
  const dataDir = await Deno.makeTempDir({ prefix: "aviator-bankroll-" });
  const path = join(dataDir, "aviator.sqlite"), journalPath = join(dataDir, "journal.jsonl");
  const clock = new VirtualClock({ startMs: UNSERVED_START_MS, speed: 1 });
  {
    await using writer = await Writer.open({ path, journalPath, clock, tables: 1, log: () => {} });
    const atMs = UNSERVED_START_MS - 3 * DAY_MS;
    const bet = betOf({
      id: 1,
      table: "soccer",
      state: "lost",
      stakeMinor: lostMinor,
      roundId: 1,
      requestedAtMs: atMs,
    });
    await writer.saveBet({ ...bet, placedAtMs: atMs, settledAtMs: atMs, payoutMinor: 0 });
    await writer.drain({ deadlineMs: 5_000 });
  }
  const config = parseConfig(JSON.stringify({ strategies: [], limits: { bankrollMinor: 10_000 } }), "bankroll");
  const host = await Host.start({ settings: unservedSettings(dataDir, 1), config, log: () => {} });
  const { state, reason } = host.state().betting;
  await host[Symbol.asyncDispose]();
  await Deno.remove(dataDir, { recursive: true });
  return `${state} ${reason}`.trim();
}

Deno.test("a bankroll that was lost days ago halts betting after a restart; one that was not does not", async () => {
  assert.equal(await stateAfter(10_000), "halted virtual: loss of the bankroll of 10000 reached");
  assert.equal(await stateAfter(7_000), "active");
});
