import { deepEqual, equal, ok } from "node:assert/strict";
import { Hand } from "../../core/betting/hand.ts";
import { ScreenPlacer } from "../../core/betting/screen_placer.ts";
import { placeForBets } from "../../core/betting/table_controls.ts";
import { WallClock } from "../../core/clock.ts";
import type { Bet, BetPanelNumber } from "../../core/protocol/bet.ts";
import type { Phase, Reading } from "../../core/protocol/reading.ts";
import type { DemoTableLog } from "../../core/simulator/demo_site.ts";
import { CRASHED_MS, multiplierAt, WAITING_MS } from "../../core/simulator/flight.ts";
import type { Table } from "../../core/tables/table.ts";
import { readPhase } from "../../core/vision/phase_reader.ts";
import { BROWSER_PROGRAMS } from "./chromium.ts";
import { DesktopProcess } from "./desktop_process.ts";
import { testWith } from "./programs.ts";
import { openRealTables, type RealTables, type Seen, watch } from "./real_tables.ts";

const WATCH_MS = 25_000;
/** Between a moment of the game and its pixels on the screen stand a server, a socket and a browser, on a machine at its limit. */
const LAG_MS_MAX = 3000;

/** Phases that the screen may show at a moment: that of then, or of shortly before. */
function possiblePhases(log: DemoTableLog, atMs: number): Phase[] {
  const spans = log.rounds.flatMap(({ startedAtMs, endedAtMs }): [Phase, number, number][] => [
    ["waiting", startedAtMs - WAITING_MS, startedAtMs],
    ["flying", startedAtMs, endedAtMs],
    ["crashed", endedAtMs, endedAtMs + CRASHED_MS],
  ]);
  return spans.filter(([_, fromMs, toMs]) => atMs >= fromMs && atMs < toMs + LAG_MS_MAX).map(([phase]) => phase);
}

/** Whether a score can have been on the screen at the moment of its reading. */
function isPossibleScore(log: DemoTableLog, { takenAtMs, phase, score }: Reading): boolean {
  const { value } = score;
  if (value === null) return true;
  return log.rounds.some(({ startedAtMs, endedAtMs, multiplier }) => {
    if (phase === "crashed") return value === multiplier && takenAtMs >= endedAtMs;
    const then = multiplierAt(Math.max(0, takenAtMs - LAG_MS_MAX - startedAtMs));
    return takenAtMs >= startedAtMs && takenAtMs < endedAtMs + LAG_MS_MAX && value >= then &&
      value <= Math.min(multiplier, multiplierAt(takenAtMs - startedAtMs));
  });
}

function checkTable({ table, readings, rounds, refused, missed }: Seen, log: DemoTableLog): void {
  const last = log.rounds.at(-1);
  ok(last, `${table.name}: no round ended`);
  const shown = readings.filter(({ takenAtMs }) => takenAtMs < last.endedAtMs + CRASHED_MS);
  for (const reading of shown) {
    const story = `${table.name} at ${reading.takenAtMs}: ${JSON.stringify(reading)} of ${JSON.stringify(log.rounds)}`;
    ok(possiblePhases(log, reading.takenAtMs).includes(reading.phase), story);
    ok(isPossibleScore(log, reading), story);
    equal(reading.myMoney.value, log.balanceMinor, story);
  }
  deepEqual(refused, [], table.name);
  equal(missed, 0, table.name);
  // A round whose crash is still fresh may not have been read twice.
  const sure = log.rounds.filter(({ endedAtMs }) => endedAtMs + LAG_MS_MAX < readings.at(-1)!.takenAtMs);
  deepEqual(
    rounds.slice(0, sure.length).map(({ multiplier, players, playersMoneyMinor }) => [
      ...[multiplier, players, playersMoneyMinor],
    ]),
    sure.map(({ multiplier, players, playersMoneyMinor }) => [multiplier, players, playersMoneyMinor]),
    table.name,
  );
  ok(rounds.length <= log.rounds.length, `${table.name}: a round was invented`);
}

/** A panel of a table that is to take a bet. */
interface Place {
  table: Table;
  panel: BetPanelNumber;
}

/** Waits until the waiting phase of any of the tables has just begun; returns which, and when it ends. */
async function nextForBets(real: RealTables, places: readonly Place[]): Promise<Place & { endsAtMs: number }> {
  const clock = new WallClock();
  const rects = places.map(({ table }) => table.regions.find(({ region }) => region === "phase")!.rect);
  while (true) {
    const pictures = await real.source.grab(rects), nowMs = clock.nowMs();
    for (const [index, place] of places.entries()) {
      const { phase, progress } = readPhase(pictures[index], { table: place.table.description });
      if (phase === "waiting" && progress !== null && progress < 0.4) {
        return { ...place, endsAtMs: nowMs + (1 - progress) * WAITING_MS };
      }
    }
    await clock.sleep(50);
  }
}

interface TimedPlace extends Place {
  deadlineMs: number;
}

async function placeBet(
  { source }: RealTables,
  { device, place: { table, panel, deadlineMs } }: { device: DesktopProcess; place: TimedPlace },
): Promise<Bet> {
  const bet: Bet = {
    ...{ id: 1, table: table.name, strategy: "test", mode: "live", stakeMinor: 12_500, cashOutHundredths: 137 },
    ...{ requestedAtMs: 0, state: "placing", reason: "", roundId: 1 },
    ...{ placedAtMs: null, settledAtMs: null, payoutMinor: null, panel },
  };
  const placer = new ScreenPlacer({ clock: new WallClock(), source, hand: new Hand(device) });
  const order = { bet, table: placeForBets(table), deadlineMs };
  deepEqual(
    { ...await placer.place(order, new AbortController().signal), placedAtMs: null },
    { state: "placed", reason: "", placedAtMs: null },
    table.name,
  );
  return bet;
}

testWith(
  BROWSER_PROGRAMS,
  "four tables in a browser are read off the real screen as the site draws them, and take a bet each by mouse and keyboard",
  async (context) => {
    await using real = await openRealTables(["balkanbet", "mozzart", "soccer", "meridian"]);

    await context.step("readings and rounds are the site's", async () => {
      const seen = await watch(real, WATCH_MS);
      for (const log of real.site.log()) checkTable(seen.find(({ table }) => table.name === log.name)!, log);
    });

    await using device = new DesktopProcess({ display: real.display });
    await device.moveTo({ x: 960, y: 540 });
    let places: Place[] = [...real.tables.map((table): Place => ({ table, panel: 1 })), {
      table: real.tables[3],
      panel: 2,
    }];
    const takenAt = (name: string) => real.site.log().find((one) => one.name === name)!.bets;
    while (places.length > 0) {
      const { endsAtMs, ...place } = await nextForBets(real, places), { table: { name }, panel } = place;
      places = places.filter((one) => one.table !== place.table || one.panel !== panel);
      await context.step(`the bet at panel ${panel} of ${name} is in the site's log, and none other`, async () => {
        const before = takenAt(name).length;
        const { stakeMinor, cashOutHundredths } = await placeBet(real, {
          device,
          place: { ...place, deadlineMs: endsAtMs - 300 },
        });
        deepEqual(
          takenAt(name).slice(before).map((bet) => [bet.panel ?? 1, bet.stakeMinor, bet.cashOutHundredths]),
          [[panel, stakeMinor, cashOutHundredths]],
        );
      });
    }
    equal(real.site.log().reduce((sum, { bets }) => sum + bets.length, 0), real.tables.length + 1);
  },
);
