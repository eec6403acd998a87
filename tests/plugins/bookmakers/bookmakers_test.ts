/** Every bundled bookmaker: its manifest against its skin, and its skin read through its manifest. */
import assert from "node:assert/strict";
import { createCanvas } from "@napi-rs/canvas";
import { parseManifest, type TableDescription } from "../../../core/protocol/manifest.ts";
import type { Picture, Rect } from "../../../core/protocol/picture.ts";
import { NUMBER_REGIONS, REGIONS } from "../../../core/protocol/reading.ts";
import { copyCrop } from "../../../core/screen/crop.ts";
import { describeSkin } from "../../../core/simulator/describe_skin.ts";
import type { DrawContext } from "../../../core/simulator/draw_context.ts";
import { TablePainter } from "../../../core/simulator/draw_table.ts";
import { Game } from "../../../core/simulator/game.ts";
import { registerFonts } from "../../../core/simulator/register_fonts.ts";
import { MULTIPLIER_MAX } from "../../../core/research/law.ts";
import { type Skin, SKINS } from "../../../core/simulator/skins.ts";
import { WINDOW } from "../../../core/simulator/table_layout.ts";
import type { TableState } from "../../../core/simulator/table_state.ts";
import { readField, readPlayButton, readSwitch } from "../../../core/vision/control_reader.ts";
import { readPhase } from "../../../core/vision/phase_reader.ts";
import { TableReader } from "../../../core/vision/table_reader.ts";

type Box = readonly [number, number, number, number];

const FOLDER = new URL("../../../plugins/bookmakers/", import.meta.url);
registerFonts(Object.values(SKINS));

async function described(skin: Skin): Promise<TableDescription> {
  const file = new URL(`${skin.name}/plugin.json`, FOLDER);
  const { table } = parseManifest(await Deno.readTextFile(file), file.pathname);
  assert.ok(table);
  return table;
}

/** A table in memory, and the crops that its manifest asks for. */
class Bench {
  readonly game: Game;
  readonly #canvas = createCanvas(WINDOW.width, WINDOW.height);
  readonly #painter: TablePainter;

  constructor(readonly skin: Skin, options: { crash?: number; balanceMinor?: number } = {}) {
    const stream = options.crash ? { next: () => options.crash! } : undefined;
    this.game = new Game({ ...skin, ...options, stream, seed: 21, startMs: 0 });
    const context = this.#canvas.getContext("2d") as unknown as DrawContext;
    this.#painter = new TablePainter(context, { skin, box: { x: 0, y: 0, ...WINDOW } });
  }

  at(nowMs: number): TableState {
    this.game.advance(nowMs);
    this.show(this.game.state());
    return this.game.state();
  }

  show(state: TableState): void {
    this.#painter.paint(state);
  }

  /** Something else comes to stand over the table. */
  cover({ x, y, width, height }: Rect, color: string): void {
    const context = this.#canvas.getContext("2d");
    context.fillStyle = color;
    context.fillRect(x, y, width, height);
  }

  crop([x, y, width, height]: Box): Picture {
    const screen = { ...WINDOW, data: this.#canvas.data() };
    return copyCrop(screen, { rect: { x, y, width, height } });
  }

  phase(table: TableDescription): string {
    return readPhase(this.crop(table.regions.phase), { table }).phase;
  }
}

for (const skin of Object.values(SKINS)) {
  Deno.test(`${skin.name}/plugin.json says what its skin draws`, async () => {
    const table = await described(skin);
    assert.deepEqual(table, describeSkin(skin), `write this as its table: ${JSON.stringify(describeSkin(skin))}`);
  });

  Deno.test(`${skin.name}: every area of a rule lies inside the phase region`, async () => {
    const { phaseRules, progress, regions } = await described(skin);
    const areas = [progress?.area, ...phaseRules.flatMap(({ all }) => all.map(({ area }) => area))];
    const [left, top, width, height] = regions.phase;
    for (const area of areas) {
      assert.ok(area && area[0] >= left && area[1] >= top, `${area}`);
      assert.ok(area[0] + area[2] <= left + width && area[1] + area[3] <= top + height, `${area}`);
    }
  });

  Deno.test(`${skin.name}: phase and progress are read right at every moment of many rounds`, async () => {
    const table = await described(skin), bench = new Bench(skin);
    for (let nowMs = 0; nowMs < 240_000; nowMs += 130) {
      const truth = bench.at(nowMs);
      const read = readPhase(bench.crop(table.regions.phase), { table });
      assert.equal(read.phase, truth.phase, `at ${nowMs} ms, ${truth.phaseMs} ms into ${truth.phase}`);
      if (truth.progress === null) assert.equal(read.progress, null);
      else assert.ok(Math.abs(read.progress! - truth.progress) < 0.02, `${read.progress} for ${truth.progress}`);
    }
  });

  Deno.test(`${skin.name}: phase is unknown when the table is covered or blank`, async () => {
    const table = await described(skin), bench = new Bench(skin, { crash: 400 }), { places, colors } = skin;
    const covers: [string, Rect, string][] = [
      ["white window", { x: 0, y: 0, ...WINDOW }, "#ffffff"],
      ["black window", { x: 0, y: 0, ...WINDOW }, "#000000"],
      ["grey dialog", { ...places.phase, width: 300 }, "#c8ccd0"],
      ["dialog in the middle", places.score, "#e6e8ea"],
      ["empty stage", places.stage, colors.stage],
      ["stage in the score's colour", places.stage, colors.score],
      ["stage in the bar's colour", places.stage, colors.barFill],
    ];
    for (const nowMs of [2000, 15_000, 29_000]) {
      for (const [what, rect, color] of covers) {
        const { phase } = new Bench(skin, { crash: 400 }).at(nowMs);
        const covered = new Bench(skin, { crash: 400 });
        covered.at(nowMs);
        covered.cover(rect, color);
        const read = covered.phase(table);
        // A dialog over the score leaves the waiting bar in sight: that is still read rightly.
        assert.ok(read === "unknown" || (read === "waiting" && phase === "waiting"), `${what} over ${phase}: ${read}`);
      }
    }
    assert.equal(bench.phase(table), "unknown", "never drawn");
  });

  Deno.test(`${skin.name}: numbers are read right through the manifest, none wrong`, async () => {
    const table = await described(skin), bench = new Bench(skin, { balanceMinor: 9_876_543_21 });
    const reader = new TableReader(table, skin.name);
    let values = 0;
    const missed: string[] = [];
    for (let nowMs = 100; nowMs < 120_000; nowMs += 370) {
      const truth = bench.at(nowMs);
      const crops = new Map(REGIONS.map((region) => [region, bench.crop(table.regions[region]!)]));
      const reading = reader.read({ tick: nowMs, takenAtMs: nowMs, crops });
      const expected = {
        score: truth.phase === "waiting" ? null : truth.multiplier,
        myMoney: truth.balanceMinor,
        otherCount: truth.players,
        otherMoney: truth.playersMoneyMinor,
      };
      for (const region of NUMBER_REGIONS) {
        values += 1;
        const { value } = reading[region];
        if (value === null && expected[region] !== null) missed.push(`${region} ${expected[region]}`);
        else assert.equal(value, expected[region], `${region} at ${nowMs} ms`);
      }
    }
    assert.ok(missed.length <= values / 1000, `${missed.length} of ${values} withheld: ${missed.slice(0, 5)}`);
  });

  Deno.test(`${skin.name}: button, switch and fields are read as the panel has them`, async () => {
    const { controls, locale } = await described(skin), bench = new Bench(skin, { crash: 500 });
    assert.ok(controls?.autoCashOutSwitch && controls.switchOnColor);
    const { panel } = bench.game;
    const look = (nowMs: number) => {
      bench.at(nowMs);
      return {
        button: readPlayButton(bench.crop(controls.play), controls.playColors),
        auto: readSwitch(bench.crop(controls.autoCashOutSwitch!), controls.switchOnColor!),
        amount: readField(bench.crop(controls.amount), { kind: "money", locale }),
        autoCashOut: readField(bench.crop(controls.autoCashOut), { kind: "multiplier", locale }),
      };
    };
    assert.deepEqual(look(100), { button: "bet", auto: "on", amount: 1000, autoCashOut: 200 });
    panel.auto = false;
    panel.focusOn("amount");
    panel.selectAll();
    panel.type("347");
    panel.focusOn(null);
    assert.deepEqual(look(540), { button: "bet", auto: "off", amount: 347_00, autoCashOut: 200 });
    bench.game.press();
    assert.equal(look(1200).button, "cancel");
    assert.equal(look(9000).button, "cashOut");
  });

  Deno.test(`${skin.name}: every region holds its longest number with a margin`, async () => {
    const { regions } = await described(skin);
    const bench = new Bench(skin, { crash: MULTIPLIER_MAX, balanceMinor: 88_888_888_88 });
    const crashedMs = 5000 + 231_000;
    const state = bench.at(crashedMs);
    assert.equal(state.phase, "crashed");
    bench.show({ ...state, players: 88_888, playersMoneyMinor: 88_888_888_88 });
    for (const region of NUMBER_REGIONS) {
      assert.ok(framedByGround(bench.crop(regions[region]!)), `${region} reaches its region's edge`);
    }
  });
}

/** Whether the picture's outermost two columns and its first and last row are all of one colour. */
function framedByGround({ data, width, height }: Picture): boolean {
  const color = (x: number, y: number) => data.subarray(4 * (y * width + x), 4 * (y * width + x) + 3).join();
  const ground = color(0, 0);
  for (let y = 0; y < height; y += 1) {
    for (const x of [0, 1, width - 2, width - 1]) if (color(x, y) !== ground) return false;
  }
  for (let x = 0; x < width; x += 1) {
    for (const y of [0, height - 1]) if (color(x, y) !== ground) return false;
  }
  return true;
}
