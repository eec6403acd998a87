import assert from "node:assert/strict";
import { join } from "node:path";
import { draftTable, USUAL_LIMITS } from "../../../core/calibration/draft_table.ts";
import { boxOf } from "../../../core/calibration/draft_table.ts";
import { drawGlyphSheet } from "../../../core/calibration/glyph_sheet.ts";
import { learnTable } from "../../../core/calibration/learn_table.ts";
import { writeBookmaker } from "../../../core/calibration/write_bookmaker.ts";
import { PluginStore } from "../../../core/cells/plugin_store.ts";
import { HostError } from "../../../core/protocol/errors.ts";
import { REGIONS } from "../../../core/protocol/reading.ts";
import { copyCrop } from "../../../core/screen/crop.ts";
import { RecordedCell } from "../cells/plugin_fixture.ts";
import { drawStrange, STRANGE_SKINS, STRANGE_WINDOW } from "./strange_tables.ts";

const [, SKIN] = STRANGE_SKINS;

function draft() {
  const frames = Array.from({ length: 20 }, (_, seed) => drawStrange(SKIN, { seed }));
  const lesson = learnTable(frames, { locale: SKIN.locale, phaseRegion: boxOf(SKIN.regions.phase) });
  const { locale, regions } = SKIN;
  return {
    name: "never-seen",
    title: "Never seen",
    table: draftTable(STRANGE_WINDOW, { regions, locale, limits: USUAL_LIMITS, ...lesson }),
  };
}

Deno.test("a folder that calibration wrote is a plugin that reads its table in a cell", async () => {
  const dataDir = await Deno.makeTempDir({ prefix: "aviator-bookmaker-" });
  try {
    const made = draft();
    await writeBookmaker(join(dataDir, "bookmakers", "never-seen"), { draft: made });
    const { plugins, refused } = await new PluginStore({ folders: [dataDir], dataDir }).load();
    assert.deepEqual(refused, []);
    assert.equal(plugins.length, 1);
    assert.equal(plugins[0].manifest.entry, undefined, "data alone");
    await using cell = new RecordedCell(plugins[0], { timings: { readMs: 10_000, heartbeatMs: 10_000 } });
    await cell.plugin.start();
    for (const seed of [501, 502, 503]) {
      const { picture, regions, truth } = drawStrange(SKIN, { seed });
      const crops = new Map(REGIONS.map((region) => [region, copyCrop(picture, { rect: regions[region]! })]));
      const reading = await cell.plugin.readFrame({ table: "never-seen", tick: seed, takenAtMs: seed * 200 }, crops);
      assert.equal(reading?.phase, truth.phase);
      for (const region of ["score", "myMoney", "otherMoney"] as const) {
        const value = reading?.[region].value;
        assert.ok(value === truth[region] || value === null, `${seed} ${region}: ${value} is not ${truth[region]}`);
      }
      assert.equal(reading?.myMoney.value, truth.myMoney);
    }
  } finally {
    await Deno.remove(dataDir, { recursive: true });
  }
});

Deno.test("writeBookmaker() overwrites only when told, and writes nothing that is wrong", async () => {
  const dataDir = await Deno.makeTempDir({ prefix: "aviator-bookmaker-" }), dir = join(dataDir, "never-seen");
  const code = (wanted: string) => (error: unknown) => error instanceof HostError && error.code === wanted;
  try {
    const made = draft();
    const wrong = { ...made, table: { ...made.table, stakeMinMinor: 0 } };
    await assert.rejects(writeBookmaker(dir, { draft: wrong }), /field table.stakeMinMinor is 0/);
    await assert.rejects(writeBookmaker(join(dataDir, "other"), { draft: made }), code("bad_manifest"));
    assert.deepEqual(await Array.fromAsync(Deno.readDir(dataDir)), []);
    await writeBookmaker(dir, { draft: made });
    await assert.rejects(writeBookmaker(dir, { draft: made }), code("refused"));
    const file = await writeBookmaker(dir, { draft: { ...made, title: "Again" }, force: true });
    assert.equal(JSON.parse(await Deno.readTextFile(file)).title, "Again");
    assert.ok(made.table.writing);
    assert.deepEqual(
      [...drawGlyphSheet(made.table.writing).subarray(1, 4)],
      [..."PNG"].map((one) => one.charCodeAt(0)),
    );
  } finally {
    await Deno.remove(dataDir, { recursive: true });
  }
});
