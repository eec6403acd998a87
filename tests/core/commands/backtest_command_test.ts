/** The backtest command as a script calls it. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { runHere } from "./run_here.ts";

const FILE = join(import.meta.dirname!, "../research/fixtures/rounds-merkur-2025-10-08.csv");

Deno.test("backtest plays a file, a generated series with settings, and says what is wrong", async () => {
  const data = await Deno.makeTempDir({ prefix: "aviator-backtest-" });
  const asked = (...args: string[]) => runHere("backtest", ...args, "--data", data);
  const file = await asked(FILE, "--strategy", "flat", "--set", "cashOutHundredths=150", "--json");
  const result = JSON.parse(file.out);
  assert.deepEqual([file.status, result.rounds, result.bets, result.staked], [0, 1810, 1810, 1_810_000]);
  const multipliers = (await Deno.readTextFile(FILE)).trim().split("\n").slice(1).map((line) =>
    Number(line.split(",")[1])
  );
  assert.equal(result.returned, 1500 * multipliers.filter((multiplier) => multiplier >= 1.5).length);
  assert.equal(result.profit, result.returned - result.staked);
  const generated = await asked("--generate", "5000", "--seed", "9", "--strategy", "flat");
  assert.equal(generated.status, 0);
  assert.match(
    generated.out,
    /in 5000 bets on 5000 rounds\.\nThe law of the game takes 3 % of all stakes, here 1,500\.00/,
  );
  const wrong = async (args: string[], message: RegExp) => {
    const { status, errors } = await asked(...args);
    assert.match(errors, message);
    assert.equal(status, 2);
  };
  await wrong(["--strategy", "flat"], /none are named; a file, --table NAME or --generate N is wanted/);
  await wrong([FILE, "--strategy", "flat", "--set", "stakeMinor=0"], /Cannot configure flat: .*stakeMinor/);
  await wrong([FILE, "--strategy", "flat", "--set", "stake"], /key=value is wanted/);
  await wrong([FILE, "--generate", "5", "--strategy", "flat"], /at once: one of them/);
  await wrong([join(data, "none.csv"), "--strategy", "flat"], /none\.csv/);
  await Deno.remove(data, { recursive: true });
});
