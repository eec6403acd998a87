/** What lasts becomes a warning, with both figures and a picture: balances, tables of one game, rounds that stay lost. */
import { deepEqual, equal, match } from "node:assert/strict";
import { join } from "node:path";
import { WallClock } from "../../../core/clock.ts";
import { Router } from "../../../core/host/router.ts";
import { Validation } from "../../../core/host/validation.ts";
import type { Picture } from "../../../core/protocol/picture.ts";
import type { Phase, Reading } from "../../../core/protocol/reading.ts";
import type { ReadingRow } from "../../../core/protocol/rows.ts";
import type { ScreenSource } from "../../../core/screen/screen_source.ts";
import { describeSkin } from "../../../core/simulator/describe_skin.ts";
import { SKINS } from "../../../core/simulator/skins.ts";
import { Evidence } from "../../../core/tables/evidence.ts";
import { scoreAt } from "../../../core/tables/flight_curve.ts";
import { placeTable } from "../../../core/tables/table.ts";

const crop: Picture = { width: 8, height: 6, data: new Uint8Array(192).fill(200) };
const dark: ScreenSource = {
  ...{ name: "virtual", width: 1920, height: 540 },
  grab: (rects) =>
    Promise.resolve(rects.map(({ width, height }) => ({ width, height, data: new Uint8Array(4 * width * height) }))),
  [Symbol.asyncDispose]: () => Promise.resolve(),
};
const number = (value: number | null) =>
  ({ value, confidence: value === null ? 0 : 1, method: "cnn", micros: 1 }) as const;

function reading(table: string, atMs: number, { phase, score }: { phase: Phase; score: number | null }): Reading {
  return {
    ...{ table, tick: atMs / 200, takenAtMs: atMs, phase, progress: null, score: number(score) },
    ...{ myMoney: number(null), otherCount: number(null), otherMoney: number(null) },
  };
}

async function setUp(sameGame: string[][] = []) {
  const folder = await Deno.makeTempDir({ prefix: "aviator-validation-" });
  const rows: ReadingRow[] = [], logged: string[] = [], sights: string[] = [];
  let id = 1_000;
  const evidence = await Evidence.open({
    ...{ folder: join(folder, "evidence"), filesMax: 10, bytesMax: 1e6, nextId: () => ++id },
    store: (row) => rows.push(row),
    onTrouble: (message) => logged.push(message),
  });
  const log = (level: string, source: string, message: string) => {
    if (level !== "debug") logged.push(`${level} ${source}: ${message}`);
  };
  const tables = (["soccer", "admiral"] as const).map((name, index) =>
    placeTable({ name, title: name, description: describeSkin(SKINS[name]) }, {
      window: { x: 960 * index, y: 0, width: 960, height: 540 },
      screen: dark,
    })
  );
  const clock = new WallClock();
  const router: Router = new Router({
    ...{
      clock,
      tables: tables.map(({ name }) => name),
      bus: { publish: () => {} },
      agents: new Map(),
      nextNumber: () => ++id,
      log,
    },
    onObservation: (observation) => validation.observe(observation),
  });
  const validation: Validation = new Validation({
    ...{ config: { sameGame }, clock, source: dark, tables, router, evidence, log, pictureOf: () => crop },
    onHistoryRound: () => {},
    onSight: (table, trouble) => sights.push(`${table}: ${trouble}`),
  });
  const end = async () => {
    await validation[Symbol.asyncDispose]();
    await Deno.remove(folder, { recursive: true });
  };
  return { router, validation, rows, logged, sights, end };
}

/** One round of a table, five frames a second. */
function play(
  router: Router,
  { table, final, startMs = 10_000 }: { table: string; final: number; startMs?: number },
): void {
  const takeOff = startMs + 5_000, crash = takeOff + Math.log(final / 100) / 0.06 * 1000;
  for (let atMs = startMs; atMs < crash + 3_000; atMs += 200) {
    const phase = atMs < takeOff ? "waiting" : atMs < crash ? "flying" : "crashed";
    const score = phase === "waiting" ? null : phase === "flying" ? scoreAt(takeOff, atMs) : final;
    router.onReading(reading(table, atMs, { phase, score }));
  }
}

Deno.test("Validation makes a lasting warning of a balance that the bets do not explain, with both figures and a picture", async () => {
  const { validation, rows, logged, end } = await setUp();
  validation.onMismatch({ table: "soccer", expectedMinor: 100_000, actualMinor: 98_750, unknownBets: 0, atMs: 0 });
  const figures = /balance on screen is 987\.50, but the bets explain 1000\.00/;
  match(validation.warnings().join(), figures);
  match(logged.join(), figures);
  await end();
  deepEqual(rows.map(({ table, region, value, picture }) => [table, region, value, picture !== null]), [
    ["soccer", "myMoney", 98_750, true],
  ]);
});

Deno.test("Validation warns when tables of one game show different finals, and counts how often", async () => {
  const { router, validation, rows, logged, end } = await setUp([["soccer", "admiral"]]);
  for (const table of ["soccer", "admiral"]) play(router, { table, final: 253 });
  deepEqual(validation.warnings(), []);
  play(router, { table: "soccer", final: 180, startMs: 60_000 });
  play(router, { table: "admiral", final: 186, startMs: 60_000 });
  match(validation.warnings().join(), /admiral and soccer show one game, but 1\.86x and 1\.80x/);
  equal(logged.length, 1);
  deepEqual(validation.view().sameGame, [{ tables: ["admiral", "soccer"], compared: 2, disagreed: 1 }]);
  await end();
  deepEqual(rows.map(({ table, value }) => [table, value]), [["admiral", 186], ["soccer", 180]]);
});

Deno.test("Validation keeps refused and mended scores, and a final that stays withheld, as evidence with the reason", async () => {
  const { router, validation, rows, end } = await setUp();
  for (let atMs = 10_000; atMs < 30_000; atMs += 200) {
    const phase = atMs < 15_000 ? "waiting" : atMs < 27_000 ? "flying" : "crashed";
    const truth = scoreAt(15_000, atMs), misread = atMs === 25_000 ? truth * 100 : atMs === 26_000 ? 99_999 : truth;
    router.onReading(reading("soccer", atMs, { phase, score: phase === "flying" ? misread : null }));
  }
  const { repairedScores, refusedScores, evidenceKept } = validation.view();
  deepEqual([repairedScores, refusedScores, evidenceKept], [1, 1, 3]);
  await end();
  match(rows[0].why, /off the growth curve; repaired to 182/);
  match(rows[1].why, /off the growth curve$/);
  equal(rows[2].why, "final withheld");
  equal(rows.every(({ picture }) => picture !== null), true);
});

Deno.test("Validation says where a table should be when nothing is readable for long, and when it is back", async () => {
  const { router, sights, logged, end } = await setUp();
  for (let atMs = 10_000; atMs < 40_000; atMs += 200) {
    router.onReading(reading("admiral", atMs, { phase: "waiting", score: null }));
    router.onReading(
      reading("soccer", atMs, { phase: atMs > 12_000 && atMs < 35_000 ? "unknown" : "waiting", score: null }),
    );
  }
  equal(sights[0], "soccer: nothing readable for 12 s; is its window covered or moved? expected 960x540 at 0,0");
  equal(sights[1], "soccer: null");
  deepEqual(logged.map((line) => line.split(" ")[0]), ["warning", "info"]);
  await end();
});
