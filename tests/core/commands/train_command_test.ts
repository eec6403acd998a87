/** `train phase` as a user runs it: a database or a frame set in, a model out that the host loads. */
import assert from "node:assert/strict";
import { createCanvas } from "@napi-rs/canvas";
import { join } from "node:path";
import type { Phase, Region } from "../../../core/protocol/reading.ts";
import type { StoredRow } from "../../../core/protocol/rows.ts";
import { flatten } from "../../../core/storage/flat_batch.ts";
import { openForWriting } from "../../../core/storage/open_database.ts";
import { RowStore } from "../../../core/storage/row_store.ts";
import { loadPhaseModel } from "../../../core/vision/phase_model_file.ts";
import { phaseOfColors } from "../../../core/vision/phase_colors.ts";
import { DataFolder } from "../storage/fixtures.ts";
import { runHere } from "./run_here.ts";

const SHADES: [Phase, number][] = [["waiting", 40], ["flying", 120], ["crashed", 200]];

function store(path: string, moments: number): void {
  const rows: StoredRow[] = [];
  for (let at = 0; at < moments; at++) {
    const [phase, shade] = SHADES[at % SHADES.length], channel = shade + at % 5;
    for (const region of ["phase", "score", "myMoney"] as Region[]) {
      rows.push({
        plugin: "rgb-collector",
        seq: 10 * at + rows.length % 3,
        row: {
          kind: "sample",
          table: "soccer",
          takenAtMs: 500 * at,
          phase,
          region,
          mean: [channel, channel, channel],
          deviation: [9, 9, 9],
        },
      });
    }
  }
  const database = openForWriting(path);
  new RowStore(database).write(flatten(rows), { atMs: 1 });
  database.close();
}

Deno.test("train phase learns from stored samples and stores a model that the host loads", async () => {
  using folder = new DataFolder();
  store(folder.path, 120);
  const { status, out, errors } = await runHere(
    "train",
    "phase",
    "--table",
    "soccer",
    "--data",
    folder.folder,
    "--json",
  );
  assert.equal(status, 0, errors);
  const report = JSON.parse(out);
  assert.deepEqual([report.samples, report.heldOut.right, report.heldOut.wrong], [120, 30, 0]);
  assert.deepEqual(report.confusion.flying, { flying: 10 });
  const model = await loadPhaseModel(folder.folder, "soccer");
  assert.equal(model?.dataHash, report.dataHash);
  const features = [202, 202, 202, 9, 9, 9];
  assert.equal(phaseOfColors(model!, [...features, ...features]), "crashed");
});

Deno.test("train phase says what is missing when a table has too few samples, or the database is not there", async () => {
  using folder = new DataFolder();
  const missing = await runHere("train", "phase", "--table", "soccer", "--data", folder.folder);
  assert.equal(missing.status, 1);
  assert.match(missing.errors, /no such database; start the program once/);
  store(folder.path, 9);
  const few = await runHere("train", "phase", "--table", "soccer", "--data", folder.folder);
  assert.equal(few.status, 2);
  assert.match(few.errors, /Cannot train soccer: 9 samples, 60 at least are needed; add "rgb-collector"/);
});

Deno.test("train phase learns from a labelled frame set when one is named", async () => {
  using folder = new DataFolder();
  const frames = join(folder.folder, "frames"), labels: string[] = [];
  await Deno.mkdir(frames);
  for (const [at, [phase, shade]] of SHADES.entries()) {
    const canvas = createCanvas(40, 20), context = canvas.getContext("2d");
    context.fillStyle = `rgb(${shade} ${shade} ${shade})`;
    context.fillRect(0, 0, 40, 20);
    await Deno.writeFile(join(frames, `${at}.png`), canvas.toBuffer("image/png"));
    const regions = { score: [0, 0, 20, 20], phase: [0, 0, 40, 20] };
    for (let copy = 0; copy < 30; copy++) {
      labels[copy * SHADES.length + at] = JSON.stringify({
        image: `${at}.png`,
        regions,
        locale: "sr-RS",
        truth: { phase },
      });
    }
  }
  await Deno.writeTextFile(join(frames, "labels.jsonl"), labels.join("\n"));
  const { status, out, errors } = await runHere(
    ...["train", "phase", "--table", "soccer", "--data", folder.folder, "--frames", frames, "--clusters", "3"],
  );
  assert.equal(status, 0, errors);
  assert.match(out, /right 23, wrong 0, withheld 0: 100.00 % of what it tells/);
});

Deno.test("loadPhaseModel() refuses another table's model", async () => {
  using folder = new DataFolder();
  store(folder.path, 120);
  await runHere("train", "phase", "--table", "soccer", "--data", folder.folder);
  const models = join(folder.folder, "models");
  await Deno.rename(join(models, "phase-soccer.json"), join(models, "phase-admiral.json"));
  await assert.rejects(loadPhaseModel(folder.folder, "admiral"), /field table is "soccer": admiral is wanted/);
  assert.equal(await loadPhaseModel(folder.folder, "soccer"), null);
});
