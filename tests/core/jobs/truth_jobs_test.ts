/** The jobs `fairness`, `verdict` and `verify`: the same as the commands, with their evidence kept. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { unzipSync } from "fflate";
import { readEvidence } from "../../../core/jobs/job_file.ts";
import { JOB_KINDS } from "../../../core/jobs/job_kinds.ts";
import { PROJECT_DIR } from "../../../core/commands/project.ts";
import { BUSTABIT } from "../../../core/research/bustabit.ts";
import { TRIALS_FILE } from "../../../core/research/trial_book.ts";
import { AviatorStream } from "../../../core/simulator/round_stream.ts";
import { flatten } from "../../../core/storage/flat_batch.ts";
import { openForWriting } from "../../../core/storage/open_database.ts";
import { RowStore } from "../../../core/storage/row_store.ts";
import { DataFolder, round } from "../storage/fixtures.ts";

/** A database with so many rounds of one table, drawn by the law. */
function fill(folder: DataFolder, count: number): void {
  const stream = new AviatorStream({ seed: 1, table: "mozzart" }), database = openForWriting(folder.path);
  const rows = Array.from({ length: count }, (_, at) => round(at + 1, { table: "mozzart", multiplier: stream.next() }));
  new RowStore(database).write(flatten(rows), { atMs: 1 });
  database.close();
}

function run(kind: string, options: unknown, folder: DataFolder) {
  const told: number[][] = [];
  const context = {
    places: { dataDir: folder.folder, folders: [join(PROJECT_DIR, "plugins")] },
    folder: folder.folder,
    progress: (done: number, all: number) => void told.push([done, all]),
  };
  const { options: schema, run: runJob } = JOB_KINDS[kind];
  return { told, outcome: runJob(schema.parse(options), context) };
}

Deno.test("fairness tests a table's rounds and keeps the evidence", async () => {
  using folder = new DataFolder();
  fill(folder, 3_000);
  const { told, outcome } = run("fairness", { table: "mozzart" }, folder);
  const { summary, result } = await outcome, report = result as { rounds: number; verdict: string; sentence: string };
  assert.deepEqual([report.rounds, report.verdict, report.sentence], [3_000, "undecided", summary]);
  assert.deepEqual(told.at(-1), [3, 3]);
  const evidence = unzipSync((await readEvidence(folder.folder))!);
  assert.equal(new TextDecoder().decode(evidence["rounds.csv"]).trim().split("\n").length, 3_001);
  await assert.rejects(run("fairness", { table: "nowhere" }, folder).outcome, /tables with rounds: mozzart/);
});

Deno.test("verdict judges a strategy on a table's rounds, and counts the try; drawn rounds are no try", async () => {
  using folder = new DataFolder();
  fill(folder, 3_000);
  const options = { strategy: "flat", table: "mozzart", rounds: { kind: "table", table: "mozzart" } };
  const { result } = await run("verdict", options, folder).outcome;
  assert.equal((result as { bets: number }).bets, 3_000);
  const tries = () => JSON.parse(Deno.readTextFileSync(join(folder.folder, TRIALS_FILE))).trials.length;
  assert.equal(tries(), 1);
  const drawn = { ...options, rounds: { kind: "law", seed: 1, count: 200_000 } };
  const law = (await run("verdict", drawn, folder).outcome).result as { verdict: string; triedBefore: number };
  assert.deepEqual([law.verdict, law.triedBefore, tries()], ["no edge", 0, 1]);
});

Deno.test("verify names a bustabit game, and refuses what is no hash", async () => {
  using folder = new DataFolder();
  const hash = "9f57575fd54cd441e962448537e155ace9555df10cd27fa817bbcaf48a59ebcf";
  const { result } = await run("verify", { version: "v2", hash, multiplier: 1549 }, folder).outcome;
  assert.deepEqual((result as { proof: string; game: number }).game, 1);
  assert.throws(() => run("verify", { version: "v2", hash: BUSTABIT.v2.salt.slice(1) }, folder), /64 hexadecimal/);
});
