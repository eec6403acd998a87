import assert from "node:assert/strict";
import { join } from "node:path";
import {
  CalibrationDesk,
  LOOK_EVERY_MS,
  PICTURES_MAX,
  SAMPLES_MAX,
  SAMPLES_TO_LEARN,
} from "../../../core/calibration/calibration_desk.ts";
import type { TableDraft } from "../../../core/protocol/calibration.ts";
import { HostError } from "../../../core/protocol/errors.ts";
import { SKINS } from "../../../core/simulator/skins.ts";
import { LoneTable, WINDOW } from "./virtual_tables.ts";

const code = (wanted: string) => (error: unknown) => error instanceof HostError && error.code === wanted;
const { places, locale } = SKINS.soccer;
const REGIONS = { score: places.score, phase: places.phase, myMoney: places.balance, otherCount: places.count };

class Room implements AsyncDisposable {
  readonly table = new LoneTable("soccer");
  readonly dataDir = Deno.makeTempDirSync({ prefix: "aviator-desk-" });
  nowMs = 0;
  readonly desk = new CalibrationDesk({
    source: this.table.desktop,
    tables: () => [],
    dataDir: this.dataDir,
    nowMs: () => this.nowMs,
  });

  async look(window: typeof WINDOW | null = null) {
    this.nowMs += LOOK_EVERY_MS;
    return await this.desk.look(window);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.desk[Symbol.dispose]();
    await this.table[Symbol.asyncDispose]();
    await Deno.remove(this.dataDir, { recursive: true });
  }
}

function draftOf(picture: number, values: Partial<TableDraft> = {}): TableDraft {
  const limits = { currency: "RSD", stakeMinMinor: 1_000, stakeMaxMinor: 100_000 };
  return {
    picture,
    window: WINDOW,
    name: "mine",
    title: "Mine",
    locale,
    ...limits,
    places: REGIONS,
    replace: false,
    ...values,
  };
}

Deno.test("CalibrationDesk.look() shows the screen, and refuses when asked again too soon", async () => {
  await using room = new Room();
  const shown = await room.look();
  assert.deepEqual([shown.width, shown.height, shown.contentType], [960, 540, "image/png"]);
  assert.equal(new TextDecoder().decode(shown.bytes.subarray(1, 4)), "PNG");
  room.nowMs += LOOK_EVERY_MS - 1;
  await assert.rejects(room.desk.look(null), code("queue_full"));
  const part = await room.look({ x: 10, y: 20, width: 300, height: 200 });
  assert.deepEqual([part.width, part.height], [300, 200]);
  await assert.rejects(room.look({ x: 900, y: 0, width: 300, height: 200 }), code("screen"));
});

Deno.test("CalibrationDesk.read() reads the picture that was shown, whatever the screen shows now", async () => {
  await using room = new Room();
  room.table.until("flying", 1_000);
  const { id } = await room.look(), { multiplier, players, balanceMinor } = room.table.state;
  room.table.pass(1_000);
  const readings = room.desk.read({ picture: id, window: WINDOW, locale, places: REGIONS });
  const values = Object.fromEntries(readings.map(({ place, value }) => [place, value]));
  assert.deepEqual(values, { score: multiplier, myMoney: balanceMinor, otherCount: players });
  const outside = { ...REGIONS, myMoney: { x: 900, y: 0, width: 100, height: 20 } };
  assert.throws(() => room.desk.read({ picture: id, window: WINDOW, locale, places: outside }), code("bad_message"));
  for (let look = 0; look < PICTURES_MAX; look++) await room.look();
  assert.throws(() => room.desk.read({ picture: id, window: WINDOW, locale, places: REGIONS }), code("refused"));
});

Deno.test("CalibrationDesk.save() learns phases when enough examples are kept, and says where they are used", async () => {
  await using room = new Room();
  const first = await room.desk.save(draftOf((await room.look()).id));
  assert.equal(first.report, null);
  assert.deepEqual(JSON.parse(first.configuration), { bookmaker: "mine", window: [0, 0, 960, 540] });
  assert.equal(first.file, join(room.dataDir, "bookmakers", "mine", "plugin.json"));
  for (let kept = 0; kept < 2 * SAMPLES_TO_LEARN; kept++) {
    const phase = (["waiting", "flying", "crashed", "flying"] as const)[kept % 4];
    room.table.until(phase, phase === "crashed" ? 400 : 1_200 + 150 * kept);
    const { id } = await room.look();
    await room.desk.keep({ picture: id, window: WINDOW, phase, truth: { myMoney: room.table.state.balanceMinor } });
  }
  assert.deepEqual(room.desk.view().samples, { waiting: 4, flying: 8, crashed: 4, unknown: 0 });
  const { id } = await room.look();
  await assert.rejects(room.desk.save(draftOf(id)), code("refused"));
  const saved = await room.desk.save(draftOf(id, { replace: true }));
  assert.deepEqual([saved.report?.phases.wrong, saved.report?.frames], [0, 2 * SAMPLES_TO_LEARN]);
  const { table } = JSON.parse(await Deno.readTextFile(saved.file));
  const phases = new Set(table.phaseRules.map((rule: { phase: string }) => rule.phase));
  assert.deepEqual([...phases].sort(), ["crashed", "flying", "waiting"]);
});

Deno.test("CalibrationDesk.save() names what is wrong before it learns or writes anything", async () => {
  await using room = new Room();
  const { id } = await room.look();
  const { score: _, ...rest } = REGIONS;
  await assert.rejects(room.desk.save(draftOf(id, { places: rest })), /region score is missing/);
  await assert.rejects(room.desk.save(draftOf(id, { stakeMinMinor: 200_000 })), /200000 is above stakeMaxMinor/);
  assert.deepEqual(await Array.fromAsync(Deno.readDir(room.dataDir)), []);
});

Deno.test("CalibrationDesk.keep() keeps no more than its limit, and forgets all when told", async () => {
  await using room = new Room();
  const { id } = await room.look();
  const window = { x: 0, y: 0, width: 8, height: 8 };
  for (let kept = 0; kept < SAMPLES_MAX; kept++) {
    await room.desk.keep({ picture: id, window, phase: "unknown", truth: {} });
  }
  await assert.rejects(room.desk.keep({ picture: id, window, phase: "unknown", truth: {} }), code("queue_full"));
  assert.deepEqual(room.desk.forget(), { waiting: 0, flying: 0, crashed: 0, unknown: 0 });
});

Deno.test("CalibrationDesk.propose() works on one picture at a time", async () => {
  await using room = new Room();
  room.table.until("flying", 1_000);
  const { id } = await room.look();
  const window = { x: 480, y: 0, width: 480, height: 270 };
  const first = room.desk.propose({ picture: id, window });
  await assert.rejects(room.desk.propose({ picture: id, window }), code("queue_full"));
  const { proposals } = await first;
  assert.equal(proposals.find(({ place }) => place === "myMoney")?.value, room.table.state.balanceMinor);
});
