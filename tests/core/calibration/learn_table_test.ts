/**
 * Calibration on two tables of nobody's. `AVIATOR_CALIBRATION_FRAMES=2000` reads so many fresh frames of each afterwards;
 * 40 unless told.
 */
import assert from "node:assert/strict";
import { learnTable, type Lesson } from "../../../core/calibration/learn_table.ts";
import { boxOf } from "../../../core/calibration/draft_table.ts";
import { NUMBER_REGIONS } from "../../../core/protocol/reading.ts";
import { copyCrop } from "../../../core/screen/crop.ts";
import { LearntReader } from "../../../core/vision/learnt_reader.ts";
import { readPhase } from "../../../core/vision/phase_reader.ts";
import type { TableDescription } from "../../../core/protocol/manifest.ts";
import { drawStrange, STRANGE_SKINS, type StrangeSkin } from "./strange_tables.ts";

const LEARNT_FRAMES = 24;
const FRESH_FRAMES = Number(Deno.env.get("AVIATOR_CALIBRATION_FRAMES") ?? 40);
/** Values in digits that the learnt frames did not show are withheld. */
const RIGHT_MIN = 0.93;

const lessons = new Map<string, Lesson>();

function learn(skin: StrangeSkin): Lesson {
  const known = lessons.get(skin.name) ?? learnAnew(skin);
  lessons.set(skin.name, known);
  return known;
}

function learnAnew(skin: StrangeSkin): Lesson {
  const frames = Array.from({ length: LEARNT_FRAMES }, (_, seed) => drawStrange(skin, { seed }));
  return learnTable(frames, { locale: skin.locale, phaseRegion: boxOf(skin.regions.phase) });
}

for (const skin of STRANGE_SKINS) {
  Deno.test(`learnTable() reads fresh frames of ${skin.name} and none wrong when ${LEARNT_FRAMES} are labelled`, () => {
    const lesson = learn(skin);
    assert.equal(lesson.report.after.wrong + lesson.report.phases.wrong, 0);
    assert.ok(lesson.report.after.right >= lesson.report.before.right);
    assert.deepEqual(lesson.report.dropped, []);
    const { locale } = skin,
      reader = new LearntReader({ locale, ...(lesson.writing ? { writing: lesson.writing } : {}) });
    const table = { phaseRules: lesson.phaseRules, regions: { phase: boxOf(skin.regions.phase) } };
    let readable = 0, right = 0, phases = 0;
    for (let seed = 1_000; seed < 1_000 + FRESH_FRAMES; seed++) {
      const { picture, regions, truth } = drawStrange(skin, { seed });
      for (const region of NUMBER_REGIONS) {
        const { value } = reader.read(copyCrop(picture, { rect: regions[region]! }), region);
        assert.ok(value === null || value === truth[region], `${seed} ${region}: ${value} is not ${truth[region]}`);
        if (truth[region] !== null) readable++;
        if (truth[region] !== null && value !== null) right++;
      }
      const stage = copyCrop(picture, { rect: regions.phase! });
      const { phase } = readPhase(stage, { table: table as unknown as TableDescription });
      assert.ok(phase === "unknown" || phase === truth.phase, `${seed}: ${phase} is not ${truth.phase}`);
      if (phase === truth.phase) phases++;
    }
    assert.ok(right >= RIGHT_MIN * readable, `${right} of ${readable} numbers`);
    assert.ok(phases >= 0.97 * FRESH_FRAMES, `${phases} of ${FRESH_FRAMES} phases`);
    if (Deno.env.has("AVIATOR_CALIBRATION_FRAMES")) {
      console.log(`${skin.name}: ${right} of ${readable} numbers, ${phases} of ${FRESH_FRAMES} phases, none wrong`);
    }
  });
}

Deno.test("a number of which something is covered is withheld when the table's alignment is learnt", () => {
  // Where the general reader never hesitates, nothing is learnt.
  const skin = STRANGE_SKINS.find((one) => learn(one).writing);
  assert.ok(skin);
  const lesson = learn(skin);
  assert.ok(lesson.writing);
  const reader = new LearntReader({ locale: skin.locale, writing: lesson.writing });
  for (let seed = 2_000; seed < 2_020; seed++) {
    const { picture, regions, truth } = drawStrange(skin, { seed });
    const crop = copyCrop(picture, { rect: regions.myMoney! });
    // From the right, as a window on top would.
    for (let y = 0; y < crop.height; y++) {
      for (let x = 60; x < crop.width; x++) crop.data.set([58, 12, 46, 255], 4 * (y * crop.width + x));
    }
    const { value } = reader.check(crop, {
      region: "myMoney",
      general: { value: null, confidence: 0, method: "none", micros: 0 },
    });
    assert.ok(value === null || value === truth.myMoney, `${seed}: ${value} is not ${truth.myMoney}`);
  }
});

Deno.test("learnTable() keeps no glyphs when the labels lie", () => {
  const [skin] = STRANGE_SKINS;
  const frames = Array.from({ length: 12 }, (_, seed) => drawStrange(skin, { seed }));
  const lies = frames.map((frame, index) => ({
    ...frame,
    truth: { ...frames[(index + 5) % 12].truth, phase: undefined },
  }));
  const lesson = learnTable(lies, { locale: skin.locale, phaseRegion: boxOf(skin.regions.phase) });
  assert.deepEqual(lesson.phaseRules, []);
  assert.ok(
    lesson.report.after.right >= lesson.report.before.right && lesson.report.after.wrong <= lesson.report.before.wrong,
  );
});
