/** The keeper beside a drawn table: learns which end of the strip is new, gives what was missed, accuses and gives up with reason. */
import { deepEqual, equal, match, ok } from "node:assert/strict";
import { VirtualClock } from "../../../core/clock.ts";
import type { Picture, Rect } from "../../../core/protocol/picture.ts";
import type { NumberReading } from "../../../core/protocol/reading.ts";
import type { Round } from "../../../core/protocol/round.ts";
import { placeRect } from "../../../core/screen/layout.ts";
import type { ScreenSource } from "../../../core/screen/screen_source.ts";
import { VirtualDesktop } from "../../../core/screen/virtual_source.ts";
import { describeSkin } from "../../../core/simulator/describe_skin.ts";
import { CRASHED_MS } from "../../../core/simulator/flight.ts";
import { SKINS } from "../../../core/simulator/skins.ts";
import { type Contradiction, HistoryKeeper } from "../../../core/tables/history_keeper.ts";
import type { MissedRound } from "../../../core/tables/open_round.ts";
import { placeTable } from "../../../core/tables/table.ts";

const WINDOW = { x: 0, y: 0, width: 960, height: 540 };
const NOTHING: NumberReading = { value: null, confidence: 0, method: "none", micros: 0 };
/** Ids of the rounds by their numbers on the table. */
const idOf = (number: number) => number * 1_000;

interface Setup {
  /** of the table's rounds */
  seed?: number;
  /** numbers of rounds that nobody sees */
  unseen?: number[];
  /** what is reported of a round instead of what was drawn */
  change?: (round: Round) => Round;
  /** of unseen ones, what the tracker knows all the same */
  missed?: (round: Round) => MissedRound | null;
  source?: (desktop: VirtualDesktop, clock: VirtualClock) => ScreenSource;
  rounds?: number;
  /** rounds stored by an earlier run: the keeper begins after them */
  stored?: number;
  /** whether nothing is read between the look after this round and the next round's end */
  isLate?: (number: number) => boolean;
}

/** Plays a table and tells a keeper of its rounds as a tracker would. */
async function play(
  { seed = 3, unseen = [], change = (round) => round, missed, source, rounds = 10, stored = 0, isLate }: Setup,
) {
  const clock = new VirtualClock({ startMs: 1_000_000, speed: Infinity });
  const description = describeSkin(SKINS.soccer);
  await using desktop = new VirtualDesktop({
    ...{ clock, seed, startMs: 1_000_000, width: 960, height: 540 },
    tables: [{ name: "soccer", skin: "soccer", window: WINDOW }],
  });
  const given: Round[] = [], accused: Contradiction[] = [], lost: string[] = [];
  const table = placeTable({ name: "soccer", title: "Soccer", description }, { window: WINDOW, screen: desktop });
  const keeper = new HistoryKeeper({
    ...{ table, clock, source: source?.(desktop, clock) ?? desktop, perSecond: () => 0.06 },
    strip: placeRect(description.controls!.history!, { window: WINDOW, reference: description.window }),
    onRound: (round) => given.push(round),
    onContradiction: (contradiction) => accused.push(contradiction),
    onLost: (why) => lost.push(why),
  });
  const game = desktop.game("soccer");
  await clock.work(async () => {
    for (let number = 1; number <= rounds; number++) {
      while (game.rounds().length < number) {
        await clock.sleep(200);
        desktop.advance();
      }
      const round = drawn(game.rounds()[number - 1]);
      if (number <= stored) {
        keeper.restore([round]);
        continue;
      }
      const seen = !unseen.includes(number);
      const hint = seen ? null : missed?.(round) ?? null;
      await keeper.observe(
        observation({ atMs: round.endedAtMs, phase: "crashed", number, round: seen ? change(round) : null }),
      );
      if (!seen && !hint) continue;
      await clock.sleep(CRASHED_MS + 200 - (clock.nowMs() - round.endedAtMs));
      await keeper.observe(observation({ atMs: clock.nowMs(), phase: "waiting", number: number + 1, missed: hint }));
      await clock.sleep(800);
      await keeper.observe(observation({ atMs: clock.nowMs(), phase: "waiting", number: number + 1, still: true }));
      if (isLate?.(number)) continue;
      await clock.sleep(200);
      await keeper.observe(observation({ atMs: clock.nowMs(), phase: "waiting", number: number + 1, still: true }));
    }
  });
  return { given, accused, lost, drawn: game.rounds().map(drawn) };
}

function drawn(round: ReturnType<ReturnType<VirtualDesktop["game"]>["rounds"]>[number]): Round {
  const { number, startedAtMs, endedAtMs, multiplier, players, playersMoneyMinor } = round;
  return { id: idOf(number), table: "soccer", startedAtMs, endedAtMs, multiplier, players, playersMoneyMinor };
}

function observation(
  { atMs, phase, number, round = null, missed = null, still = false }: {
    atMs: number;
    phase: "crashed" | "waiting";
    number: number;
    round?: Round | null;
    missed?: MissedRound | null;
    still?: boolean;
  },
) {
  const numbers = { score: NOTHING, myMoney: NOTHING, otherCount: NOTHING, otherMoney: NOTHING };
  const change = { table: "soccer", from: "unknown", to: phase, atMs, roundId: idOf(number) } as const;
  return {
    reading: { table: "soccer", tick: 1, takenAtMs: atMs, phase, progress: null, ...numbers },
    ...{ roundId: idOf(number), change: still ? null : change, round, refused: null, doubts: [], missed },
  };
}

const known = ({ id, startedAtMs, endedAtMs }: Round): MissedRound => ({
  ...{ id, startedAtMs, endedAtMs, players: 12, playersMoneyMinor: 3_400 },
});

Deno.test("HistoryKeeper gives the rounds that nobody saw, in order, between the ids and times of their neighbours", async () => {
  const { given, drawn, accused, lost } = await play({ unseen: [5, 6, 9] });
  deepEqual(given.map(({ multiplier }) => multiplier), [5, 6, 9].map((number) => drawn[number - 1].multiplier));
  ok(given.every(({ source }) => source === "history"));
  given.forEach((round, index) => {
    const truth = drawn[[5, 6, 9][index] - 1];
    ok(round.id > truth.id - 2_000 && round.id < truth.id + 1_000, `id ${round.id}`);
    ok(Math.abs(round.endedAtMs - truth.endedAtMs) < 1_000, `end of ${round.multiplier}`);
  });
  deepEqual([accused, lost], [[], []]);
});

Deno.test("HistoryKeeper gives a round whose flight was seen its own id, times and players", async () => {
  const { given, drawn } = await play({ unseen: [6], missed: known });
  const { multiplier, startedAtMs, endedAtMs } = drawn[5];
  deepEqual(given, [{
    ...{ id: idOf(6), table: "soccer", startedAtMs, endedAtMs, multiplier, players: 12, playersMoneyMinor: 3_400 },
    source: "history",
  }]);
});

Deno.test("HistoryKeeper finds out that the newest stands at the right, before it gives anything", async () => {
  const { given, drawn } = await play({ unseen: [6, 7], source: mirrored });
  deepEqual(given.map(({ multiplier }) => multiplier), [drawn[5].multiplier, drawn[6].multiplier]);
});

/** The strip's pills from right to left; each keeps its own writing. */
function mirrored(desktop: ScreenSource): ScreenSource {
  const grab = async (rects: readonly Rect[]): Promise<Picture[]> => (await desktop.grab(rects)).map(reversePills);
  return {
    name: "virtual",
    width: desktop.width,
    height: desktop.height,
    grab,
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}

/** Cuts the strip into its pills by their ground colour and lays them out from the right. */
function reversePills({ width, height, data }: Picture): Picture {
  const page = [...data.subarray(0, 3)].join(), middle = height >> 1;
  const isPage = (x: number) =>
    [...data.subarray(4 * (middle * width + x), 4 * (middle * width + x) + 3)].join() === page;
  const result = new Uint8Array(data.length);
  for (let at = 0; at < data.length; at += 4) result.set(data.subarray(0, 4), at);
  for (let from = 0; from < width; from++) {
    if (isPage(from)) continue;
    let to = from;
    while (to < width && !isPage(to)) to++;
    for (let y = 0; y < height; y++) {
      result.set(data.subarray(4 * (y * width + from), 4 * (y * width + to)), 4 * (y * width + width - to));
    }
    from = to;
  }
  return { width, height, data: result };
}

Deno.test("HistoryKeeper proves after a restart, by stored rounds, what passed while the program was away", async () => {
  const { given, drawn } = await play({ stored: 5, unseen: [6, 7], rounds: 9 });
  deepEqual(given.map(({ multiplier }) => multiplier), [drawn[5].multiplier, drawn[6].multiplier]);
});

Deno.test("HistoryKeeper gives nothing from before the first known round", async () => {
  const { given, lost } = await play({ unseen: [1, 2, 3, 4], rounds: 9 });
  deepEqual([given, lost], [[], []]);
});

/** The fifth round's final is stored wrong. */
const wrongFifth = (round: Round) => round.id === idOf(5) ? { ...round, multiplier: round.multiplier + 40 } : round;

Deno.test("HistoryKeeper accuses nobody after one look alone", async () => {
  deepEqual((await play({ change: wrongFifth, rounds: 8 })).accused, []);
  equal((await play({ change: wrongFifth, rounds: 9 })).accused.length, 1, "the eighth round's look was the first");
});

Deno.test("HistoryKeeper accuses a stored final that the strip shows differently, once, after a second look", async () => {
  const { accused, drawn, given } = await play({ change: wrongFifth, rounds: 14 });
  equal(accused.length, 1);
  deepEqual([accused[0].round.id, accused[0].shown], [idOf(5), drawn[4].multiplier]);
  equal(accused[0].picture.height, 32);
  deepEqual(given, []);
});

/** The fourth round ends where it began, so that it fits before any take-off that may come next. */
const SHORT_FOURTH_SEED = 1573;

/** The strip as it is only when the next round has ended: what a machine grabs that comes to it late. */
function late(desktop: VirtualDesktop, clock: VirtualClock): ScreenSource {
  const grab = async (rects: readonly Rect[]): Promise<Picture[]> => {
    const rounds = desktop.game("soccer").rounds().length;
    while (desktop.game("soccer").rounds().length === rounds) {
      await clock.sleep(200);
      desktop.advance();
    }
    return await desktop.grab(rects);
  };
  return {
    ...{ name: "virtual" as const, width: 960, height: 540, grab },
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}

Deno.test("HistoryKeeper gives no round that ends while it comes late to the strip and is told as seen", async () => {
  const { given, accused, drawn } = await play({
    seed: SHORT_FOURTH_SEED,
    isLate: () => true,
    source: late,
    rounds: 5,
  });
  equal(drawn[3].multiplier, 100, "the strip is looked at first after the third round");
  deepEqual([given, accused], [[], []]);
});

Deno.test("HistoryKeeper says that rounds are lost when the strip stays covered", async () => {
  const blank = (desktop: ScreenSource): ScreenSource => ({
    ...{ name: "virtual", width: desktop.width, height: desktop.height },
    grab: async (rects) =>
      (await desktop.grab(rects)).map((picture) => ({
        ...picture,
        data: new Uint8Array(picture.data.length).fill(90),
      })),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  });
  const { lost, given } = await play({ unseen: [4], source: blank, rounds: 18 });
  equal(lost.length, 1);
  match(lost[0], /which end of the strip is new|does not show enough/);
  deepEqual(given, []);
});
