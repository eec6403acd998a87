/**
 * A table's phase under covers. `AVIATOR_COVERS=500` draws so many tables of each skin and cover instead of a few.
 */
import assert from "node:assert/strict";
import { type TableDescription, tableDescription } from "../../../core/protocol/manifest.ts";
import type { PhaseColorModel } from "../../../core/protocol/phase_color_model.ts";
import type { Picture } from "../../../core/protocol/picture.ts";
import { describeSkin } from "../../../core/simulator/describe_skin.ts";
import { SKIN_NAMES, SKINS } from "../../../core/simulator/skins.ts";
import { colorStatistics } from "../../../core/vision/color_statistics.ts";
import { colorFeatures } from "../../../core/vision/phase_colors.ts";
import { readPhase } from "../../../core/vision/phase_reader.ts";
import { PhaseJudge, WITNESS_MS } from "../../../core/vision/phase_judge.ts";
import { TableReader } from "../../../core/vision/table_reader.ts";
import { seededRandom } from "../../../core/vision/training/random.ts";
import { type CoveredTable, COVERS, drawCoveredTable } from "./covers.ts";

const SEED = 29;
const EACH = Number(Deno.env.get("AVIATOR_COVERS") ?? 3);
/** So much of the phase or of the score must be hidden for the table to count as covered. */
const HIDDEN_MIN = 0.3;

function described(skin: CoveredTable["skin"]): TableDescription {
  return tableDescription.parse(describeSkin(SKINS[skin]));
}

/** A skin's table in a phase, nothing over it. */
function drawn(skin: CoveredTable["skin"], phase: CoveredTable["truth"]): CoveredTable["crops"] {
  const random = seededRandom(SEED);
  for (;;) {
    const table = drawCoveredTable(random, { skin, cover: "none" });
    if (table.truth === phase) return table.crops;
  }
}

function look(
  { phase, score }: CoveredTable["crops"],
  { scored, takenAtMs = 0 }: { scored: boolean; takenAtMs?: number },
) {
  return { takenAtMs, scored, crops: new Map([["phase", phase], ["score", score]] as const) };
}

for (const cover of COVERS) {
  Deno.test(`TableReader.read() gives no wrong phase when a table has this over it: ${cover}`, () => {
    const random = seededRandom(SEED + COVERS.indexOf(cover)), told: string[] = [];
    let right = 0, all = 0;
    for (const skin of SKIN_NAMES) {
      const table = described(skin);
      for (let index = 0; index < EACH; index++) {
        const { crops, truth, hidden } = drawCoveredTable(random, { skin, cover });
        if (cover !== "none" && Math.max(hidden.phase, hidden.score) < HIDDEN_MIN) continue;
        const reader = new TableReader(table, skin);
        const { phase } = reader.read({ tick: 1, takenAtMs: 1, crops: look(crops, { scored: false }).crops });
        all += 1;
        if (phase === truth) right += 1;
        else if (phase !== "unknown" || cover === "none") told.push(`${skin}: ${truth} as ${phase}`);
      }
    }
    assert.deepEqual(told, [], `seed ${SEED}`);
    if (EACH > 3) console.log(`${cover}: ${all} tables, ${right} right, ${all - right} unknown, none wrong`);
  });
}

/** A plain plate in the stage's colour with a bar of the score's colour across the middle: rules need no more for a flight. */
function plate(): CoveredTable["crops"] {
  const { data, width, height } = drawn("soccer", "waiting").phase;
  const picture: Picture = { width, height, data: data.slice() }, from = 4 * (4 * width + 4);
  const stage = data.slice(from, from + 4), score = [0xf4, 0xf8, 0xfb, 255];
  for (let at = 0; at < width * height; at++) {
    const row = Math.floor(at / width) / height;
    picture.data.set(row > 0.45 && row < 0.55 ? score : stage, 4 * at);
  }
  return { phase: picture, score: picture };
}

Deno.test("PhaseJudge.judge() gives unknown when the rules alone see a flight and no multiplier can be read", () => {
  const judge = new PhaseJudge(described("soccer"), null);
  assert.equal(judge.judge(look(plate(), { scored: false })).phase, "unknown");
  assert.equal(judge.judge(look(plate(), { scored: true })).phase, "flying");
});

Deno.test("PhaseJudge.judge() keeps a flight when its multiplier is withheld for a moment, not for longer", () => {
  const judge = new PhaseJudge(described("soccer"), null);
  assert.equal(judge.judge(look(plate(), { scored: true })).phase, "flying");
  const unread = { takenAtMs: WITNESS_MS, scored: false, crops: new Map() };
  assert.equal(judge.judge(unread).phase, "flying");
  assert.equal(judge.judge({ ...unread, takenAtMs: WITNESS_MS + 1 }).phase, "unknown");
});

Deno.test("PhaseJudge.judge() gives unknown when much of the stage has colours that the table has not", () => {
  const { phase, score } = drawn("soccer", "flying"), { width, height } = phase;
  const covered = { width, height, data: phase.data.slice() };
  // Low at the left, where no rule looks.
  for (let y = Math.floor(height * 0.75); y < height; y++) {
    for (let x = 0; x < width * 0.4; x++) covered.data.set([0, 200, 200, 255], 4 * (y * width + x));
  }
  const table = described("soccer"), crops = { phase: covered, score };
  assert.equal(new PhaseJudge(table, null).judge(look(crops, { scored: true })).phase, "unknown");
  assert.equal(readPhase(covered, { table }).phase, "flying");
});

/** One cluster at a picture's own colours. */
function modelAt(crops: CoveredTable["crops"], phase: CoveredTable["truth"]): PhaseColorModel {
  const regions = (["phase", "score"] as const).map((region) => ({ region, ...colorStatistics(crops[region]) }));
  return {
    version: 1,
    table: "soccer",
    dataHash: "0".repeat(64),
    parameters: { seed: 1, clusters: 1, purity: 1, holdOut: 0 },
    scale: new Array(12).fill(1),
    clusters: [{ center: colorFeatures(regions)!, phase, radius: 1, samples: 1 }],
    scores: { samples: 0, right: 0, wrong: 0, withheld: 0, accuracy: null },
  };
}

Deno.test("PhaseJudge.judge() gives unknown when rules and learnt colours disagree, and says what each thinks", () => {
  const crops = drawn("soccer", "crashed"), table = described("soccer");
  const judged = (phase: CoveredTable["truth"]) =>
    new PhaseJudge(table, modelAt(crops, phase)).judge(look(crops, { scored: true }));
  assert.deepEqual(judged("crashed").opinions, { rules: "crashed", model: "crashed" });
  assert.equal(judged("crashed").phase, "crashed");
  assert.deepEqual([judged("waiting").phase, judged("waiting").opinions?.model], ["unknown", "waiting"]);
});

Deno.test("PhaseJudge.judge() believes the learnt colours when the rules know nothing", () => {
  const crops = drawn("soccer", "crashed");
  const blind = {
    ...described("soccer"),
    phaseRules: [{ phase: "flying" as const, all: [described("mozzart").phaseRules[0].all[0]] }],
  };
  const near = new PhaseJudge(blind, modelAt(crops, "crashed")).judge(look(crops, { scored: true }));
  assert.deepEqual([near.phase, near.opinions?.rules], ["crashed", "unknown"]);
  const far = new PhaseJudge(blind, modelAt(drawn("soccer", "waiting"), "crashed")).judge(
    look(crops, { scored: true }),
  );
  assert.equal(far.phase, "unknown");
});
