/** A session recorded while it ran, played again: the same rounds as then, and twice the same rows; damage costs what is damaged. */
import { deepEqual, equal, match, ok, rejects } from "node:assert/strict";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { Host } from "../../../core/host/host.ts";
import { compareRounds, replaySession } from "../../../core/host/replay_session.ts";
import { parseConfig } from "../../../core/ops/config.ts";
import type { Round } from "../../../core/protocol/round.ts";
import { unservedSettings } from "./unserved.ts";

const SEED = 3;
const TABLES = ["balkanbet", "meridian"];
const ROUNDS = 2;
const CONFIG = parseConfig(
  JSON.stringify({
    layout: "2x1",
    screen: { width: 1920, height: 540 },
    ringSeconds: 10,
    tables: TABLES.map((bookmaker, window) => ({ bookmaker, window })),
    strategies: TABLES.map((table) => ({ strategy: "martingale", table, mode: "virtual" })),
  }),
  "two tables",
);

/** Runs the virtual tables until each has had some rounds, recording all the while. */
async function runRecorded(dataDir: string, file: string): Promise<void> {
  const record = { file, full: false };
  const host = await Host.start({
    settings: { ...unservedSettings(dataDir, SEED), record },
    config: CONFIG,
    log: () => {},
  });
  const { promise, resolve } = Promise.withResolvers<void>();
  const enough = () => TABLES.every((name) => host.virtualDesktop!.game(name).rounds().length >= ROUNDS);
  host.subscribe((change) => {
    if (change.type === "round" && enough()) resolve();
  });
  await promise;
  const clip = host.watch.clip(TABLES[0], { fromMs: host.clock.nowMs() - 3_000, toMs: host.clock.nowMs() });
  ok(clip && clip.bytes.length > 1_000, "a table that is bet on keeps its last seconds");
  await host[Symbol.asyncDispose]();
}

/** Every row of a database, in an order of its own; numbers that only say in which batch a row came are left out. */
function dump(dataDir: string, tables: readonly string[]): Record<string, unknown[]> {
  using database = new DatabaseSync(join(dataDir, "aviator.sqlite"), { readOnly: true });
  const columnsOf = (table: string) =>
    database.prepare(`SELECT name FROM pragma_table_info('${table}')`).all().map(({ name }) => String(name));
  return Object.fromEntries(tables.map((table) => {
    const columns = columnsOf(table), ofPlugin = columns.includes("seq") && columns.includes("plugin");
    const kept = columns.filter((name) => !ofPlugin || (name !== "id" && name !== "plugin"));
    const plugin = ofPlugin ? ", (SELECT name FROM plugins WHERE plugins.id = plugin) AS plugin_name" : "";
    const order = ofPlugin ? "plugin_name, seq" : "id";
    return [table, database.prepare(`SELECT ${kept.join(", ")}${plugin} FROM ${table} ORDER BY ${order}`).all()];
  }));
}

const ROW_TABLES = ["rounds", "snapshots", "phases", "crossings", "earnings", "bets", "bet_events", "readings"];

Deno.test(`replaySession() finds what the run found, and twice the same rows (seed ${SEED})`, async () => {
  const dir = await Deno.makeTempDir({ prefix: "aviator-replay-" });
  const recording = join(dir, "a.avr"), live = join(dir, "live");
  await Deno.mkdir(live);
  await runRecorded(live, recording);
  const play = async (name: string, options: { recording: string; against?: string }) => {
    const dataDir = join(dir, name);
    await Deno.mkdir(dataDir);
    const complaints: string[] = [];
    const log = (level: string, source: string, message: string) =>
      level === "error" && complaints.push(`${source}: ${message}`);
    const result = await replaySession({ ...options, config: CONFIG, settings: unservedSettings(dataDir, SEED), log });
    deepEqual(complaints, []);
    return { result, rows: dump(dataDir, ROW_TABLES) };
  };
  const first = await play("first", { recording, against: join(live, "aviator.sqlite") });
  deepEqual(first.result.damage, []);
  for (const { rounds, against } of first.result.tables) {
    ok(rounds >= ROUNDS - 1);
    deepEqual(against, { same: rounds, wrong: 0, missing: 0, extra: 0 });
  }
  const seen = dump(live, ["phases", "rounds"]);
  const timed = (rows: unknown[], ...names: string[]) =>
    rows.map((row) => names.map((name) => (row as Record<string, unknown>)[name]).join(" ")).sort();
  // The very same pixels at the very same moments.
  const phase = ["bookmaker", "from_phase", "to_phase", "at"];
  deepEqual(timed(first.rows.phases, ...phase), timed(seen.phases, ...phase));
  const round = ["bookmaker", "started_at", "ended_at", "multiplier", "players", "players_money"];
  deepEqual(timed(first.rows.rounds, ...round), timed(seen.rounds, ...round));
  ok(first.rows.bets.length >= ROUNDS);
  ok(first.rows.bets.every((bet) => (bet as { mode: string }).mode === "paper"));

  const second = await play("second", { recording });
  deepEqual(second.rows, first.rows);

  const cut = join(dir, "cut.avr");
  const bytes = await Deno.readFile(recording);
  await Deno.writeFile(cut, bytes.subarray(0, Math.floor(bytes.length / 2)));
  const { result } = await play("cut", { recording: cut, against: join(live, "aviator.sqlite") });
  match(result.damage.join(), /cut\.avr is cut off at byte \d+ of \d+/);
  ok(result.frames > 0 && result.frames < first.result.frames);
  equal(result.tables.reduce((sum, { against }) => sum + against!.wrong + against!.extra, 0), 0);
  await Deno.remove(dir, { recursive: true });
});

Deno.test("replaySession() refuses a file that is no recording", async () => {
  const dir = await Deno.makeTempDir({ prefix: "aviator-replay-" });
  const recording = join(dir, "a.avr");
  await Deno.writeTextFile(recording, "not one");
  const options = { config: CONFIG, settings: unservedSettings(dir, SEED), log: () => {} };
  await rejects(replaySession({ recording, ...options }), { code: "storage", message: /a\.avr: it is no recording/ });
  await Deno.remove(dir, { recursive: true });
});

Deno.test("compareRounds() tells rounds that are wrong, missing and extra from the same ones", () => {
  const round = (endedAtMs: number, multiplier: number) => ({ endedAtMs, multiplier }) as Round;
  const known = [round(1_000, 150), round(20_000, 200), round(40_000, 300), round(60_000, 400)];
  const own = [round(1_200, 150), round(10_000, 111), round(20_000, 201), round(59_800, 400), round(80_000, 500)];
  deepEqual(compareRounds(own, known), { same: 2, wrong: 1, missing: 1, extra: 2 });
  deepEqual(compareRounds([], known), { same: 0, wrong: 0, missing: 4, extra: 0 });
  deepEqual(compareRounds(own, []), { same: 0, wrong: 0, missing: 0, extra: 5 });
});
