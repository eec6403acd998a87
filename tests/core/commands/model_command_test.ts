import { equal, match, ok } from "node:assert/strict";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { loadModel } from "../../../core/research/model_file.ts";
import { runHere } from "./run_here.ts";

const ROUNDS = fileURLToPath(new URL("../research/fixtures/rounds-merkur-2025-10-08.csv", import.meta.url));
const MAIN = fileURLToPath(new URL("../../../main.ts", import.meta.url));

async function withFolder(run: (dataDir: string) => Promise<void>): Promise<void> {
  const dataDir = await Deno.makeTempDir();
  try {
    await run(dataDir);
  } finally {
    await Deno.remove(dataDir, { recursive: true });
  }
}

const linesOf = (text: string) => text.split("\n").map((line) => JSON.parse(line));

Deno.test("train model, models list and predict go from a file of rounds to a word on each and on the next", () =>
  withFolder(async (dataDir) => {
    const data = ["--data", dataDir, "--json"];
    const trained = await runHere("train", "model", "--rounds", ROUNDS, "--trees", "10", "--name", "merkur", ...data);
    equal(trained.status, 0);
    const report = JSON.parse(trained.out);
    equal(report.trainedRounds + report.heldOutRounds, 1_800);
    const [listed] = linesOf((await runHere("models", "list", ...data)).out);
    equal(listed.dataHash, report.dataHash);
    ok(listed.features.length >= 25 && listed.shape.forest.trees === 10);
    const lines = linesOf((await runHere("predict", "merkur", ROUNDS, ...data)).out), { summary } = lines.pop();
    equal(lines.length, 1_801);
    equal(lines[1_800].multiplier, null);
    ok(lines.every(({ probabilityHigh, probabilityLow }) => Math.abs(probabilityHigh + probabilityLow - 1) < 1e-12));
    // Only what training did not see counts.
    equal(summary.forecasts, report.heldOutRounds);
    equal(summary.logLoss, report.scores.ensemble.logLoss);
    const text = await runHere("predict", "merkur", ROUNDS, "--data", dataDir);
    match(text.out, /^next round: \d\d\.\d % for 2\.00x or more\n/);
  }));

Deno.test("features check says how many features it looked at, and that none looks ahead", async () => {
  const { status, out } = await runHere("features", "check", ROUNDS, "--rounds", "50");
  equal(status, 0);
  match(out, /^27 features of 50 rounds of rounds-merkur-2025-10-08\.csv: 0 look ahead$/);
});

for (
  const [what, args, expected] of [
    ["a target below 1.01", ["train", "model", "--rounds", ROUNDS, "--target", "1"], /"1": a multiplier from 1\.01/],
    ["no rounds", ["train", "model"], /none are named/],
    ["a return above 1", ["train", "model", "--rounds", ROUNDS, "--rtp", "1.5"], /train with rtp: /],
    ["a name with a slash", ["train", "model", "--rounds", ROUNDS, "--name", "a/b"], /name a model "a\/b"/],
    ["a model that is not there", ["predict", "nobody", ROUNDS], /model nobody: there is no such one/],
    ["a folder as a model", ["predict", "/nowhere/x.model", ROUNDS], /model \/nowhere\/x\.model/],
    [
      "a file that is not there",
      ["train", "model", "--rounds", "/nowhere.csv"],
      /Cannot read rounds of \/nowhere\.csv/,
    ],
  ] as const
) {
  Deno.test(`commands about models end with 2 and say what is wrong when given ${what}`, () =>
    withFolder(async (dataDir) => {
      const { status, errors } = await runHere(...args, "--data", dataDir);
      equal(status, 2);
      match(errors, expected);
      equal(errors.split("\n").length, 1);
    }));
}

Deno.test("train model that was killed goes on from its last tree when it is run again, to the same model", () =>
  withFolder(async (dataDir) => {
    const command = (name: string) => [
      ...["run", "-A", MAIN, "train", "model", "--generate", "6000", "--trees", "120", "--workers", "2"],
      ...["--name", name, "--data", dataDir, "--json"],
    ];
    const checkpoint = join(dataDir, "models", "killed.training");
    const child = new Deno.Command(Deno.execPath(), { args: command("killed"), stdout: "null", stderr: "null" })
      .spawn();
    for (let size = 0; size < 200_000;) {
      size = await Deno.stat(checkpoint).then((found) => found.size, () => 0);
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
    child.kill("SIGKILL");
    await child.status;
    const run = async (name: string) => {
      const { stdout } = await new Deno.Command(Deno.execPath(), { args: command(name), stderr: "inherit" }).output();
      return JSON.parse(new TextDecoder().decode(stdout));
    };
    const resumed = await run("killed"), whole = await run("whole");
    ok(resumed.resumedTrees > 0 && resumed.resumedTrees < 240, `${resumed.resumedTrees} of 240`);
    const [one, other] = await Promise.all([resumed, whole].map(({ path }) => loadModel(path)));
    equal(one.header.bodyHash, other.header.bodyHash);
  }));
