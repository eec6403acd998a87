/**
 * Tables of all six skins, covered again and again for seconds to a minute: every stored round is what the desktop drew,
 * the unseen ones come from the history strips, none is wrong, doubled or invented. Longer: AVIATOR_COVERED_ROUNDS=200.
 */
import { deepEqual, equal, ok } from "node:assert/strict";
import { join } from "node:path";
import { Host } from "../../core/host/host.ts";
import { parseConfig } from "../../core/ops/config.ts";
import type { Round } from "../../core/protocol/round.ts";
import type { Cover } from "../../core/screen/virtual_source.ts";
import type { GameRound } from "../../core/simulator/game.ts";
import { Random } from "../../core/simulator/random.ts";
import { SKIN_NAMES } from "../../core/simulator/skins.ts";
import { Reader } from "../../core/storage/reader.ts";
import { UNSERVED_START_MS, unservedSettings } from "../core/host/unserved.ts";

/** About so many rounds a table pass while covers come. */
const ROUNDS = Number(Deno.env.get("AVIATOR_COVERED_ROUNDS") ?? 4);
const SEED = Number(Deno.env.get("AVIATOR_COVERED_SEED") ?? 11);
const START_MS = UNSERVED_START_MS;
/** The first rounds are seen: the strip proves what follows them. */
const QUIET_MS = 45_000;
/** Covers come until then; two more rounds are in sight, for the strips to show what the last cover hid. */
const COVERED_UNTIL_MS = START_MS + QUIET_MS + ROUNDS * 20_000;
const LAST_ROUNDS = 2;
/** A round is stored with times this near: one seen first when uncovered is seen late. */
const TIME_SLACK_MS = 4_500;
/** What would be said if the strips and the stored rounds did not agree, or some stayed lost. */
const DISAGREEMENT = /history strip|not stored|balance/;

/** Covers of one table: the whole window, or its middle alone; three to sixty seconds, then a while of sight. */
function coversOf(table: string, window: Cover["box"] & object): Cover[] {
  const random = new Random(`${SEED} ${table}`), covers: Cover[] = [];
  let atMs = START_MS + QUIET_MS + random.between(0, 30_000);
  while (atMs < COVERED_UNTIL_MS) {
    const toMs = Math.min(COVERED_UNTIL_MS, atMs + random.between(3_000, 60_000));
    const middle = { x: window.x + 250, y: window.y + 90, width: 460, height: 260 };
    covers.push({ fromMs: atMs, toMs, box: random.unit() < 0.3 ? middle : window });
    atMs = toMs + random.between(20_000, 80_000);
  }
  return covers;
}

/** Every stored round is one that was drawn, in order and once. @returns drawn rounds that are not stored */
function compare(table: string, stored: readonly Round[], drawn: readonly GameRound[]): GameRound[] {
  const left = [...drawn], unstored: GameRound[] = [];
  for (const round of stored) {
    const index = left.findIndex(({ multiplier, endedAtMs }) =>
      multiplier === round.multiplier && Math.abs(endedAtMs - round.endedAtMs) <= TIME_SLACK_MS
    );
    const shown = `${table}: ${round.source} ${round.multiplier} at ${round.endedAtMs - START_MS}`;
    ok(index >= 0, `${shown} was not drawn, or not in this order: ${JSON.stringify(drawn.map(timeOf))}`);
    // What passed before the first round in sight is nobody's to prove.
    if (left.length < drawn.length) unstored.push(...left.slice(0, index));
    left.splice(0, index + 1);
  }
  // The last one may have ended after the last look.
  return [...unstored, ...left.slice(0, -1)];
}

const timeOf = ({ multiplier, endedAtMs }: GameRound) => [multiplier, endedAtMs - START_MS];

Deno.test(`${ROUNDS} rounds of six tables that are covered at times are all stored, none wrong (seed ${SEED})`, async () => {
  const dataDir = await Deno.makeTempDir({ prefix: "aviator-covered-" });
  const tables = SKIN_NAMES.map((bookmaker, window) => ({ bookmaker, window }));
  const screen = { width: 2880, height: 1080 };
  const config = parseConfig(JSON.stringify({ screen, layout: "3x2", tables }), "six tables");
  const complaints: string[] = [];
  const host = await Host.start({
    settings: unservedSettings(dataDir, SEED),
    config,
    log: (level, source, message) => {
      if (level === "warning" || level === "error") complaints.push(`${source}: ${message}`);
    },
  });
  const desktop = host.virtualDesktop!;
  SKIN_NAMES.forEach((name, index) => {
    const window = { x: 960 * (index % 3), y: 540 * Math.floor(index / 3), width: 960, height: 540 };
    desktop.cover(name, ...coversOf(name, window));
  });
  const { promise, resolve } = Promise.withResolvers<void>();
  const last = new Map<string, number>();
  host.subscribe((change) => {
    if (change.type !== "round" || change.round.startedAtMs < COVERED_UNTIL_MS) return;
    last.set(change.round.table, (last.get(change.round.table) ?? 0) + 1);
    if (SKIN_NAMES.every((name) => (last.get(name) ?? 0) >= LAST_ROUNDS)) resolve();
  });
  await promise;
  await host[Symbol.asyncDispose]();
  await using reader = await Reader.open(join(dataDir, "aviator.sqlite"));
  let seen = 0, filled = 0;
  const lost: string[] = [];
  for (const name of SKIN_NAMES) {
    const stored = (await reader.rounds({ table: name, limit: 10_000 })).toReversed();
    const unstored = compare(name, stored, desktop.game(name).rounds());
    lost.push(...unstored.map((round) => `${name} ${timeOf(round)}`));
    seen += stored.filter(({ source }) => source === "seen").length;
    filled += stored.filter(({ source }) => source === "history").length;
  }
  const { refusedScores, repairedScores, withheldNumbers, evidenceKept } = host.validation.view();
  console.log(
    `${seen} rounds seen, ${filled} from history strips, ${lost.length} lost; ${refusedScores} scores refused, ` +
      `${repairedScores} repaired, ${withheldNumbers} numbers withheld, ${evidenceKept} kept as evidence`,
  );
  deepEqual(complaints.filter((message) => DISAGREEMENT.test(message)), []);
  ok(filled >= SKIN_NAMES.length * ROUNDS / 15, `only ${filled} rounds were filled in`);
  deepEqual(lost, []);
  equal((await reader.readings({ limit: 10_000 })).length, evidenceKept);
  await Deno.remove(dataDir, { recursive: true });
});
