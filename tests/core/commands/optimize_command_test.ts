/** The search for settings as a script calls it: reproducible, and honest about what it has not seen. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { runHere } from "./run_here.ts";

const FILE = join(import.meta.dirname!, "../research/fixtures/rounds-soccer-2025-10-08.csv");

Deno.test("optimize searches the older rounds, comes to the same again, and opens what is unseen once", async () => {
  const data = await Deno.makeTempDir({ prefix: "aviator-optimize-" });
  const search = (...args: string[]) =>
    runHere("optimize", FILE, "--strategy", "flat", "--grid", ...args, "--data", data, "--json");
  const first = await search("cashOutHundredths=150..250:50", "stakeMinor=1000,2000");
  const study = JSON.parse(first.out);
  assert.deepEqual([study.tries, study.trainRounds, study.holdOutRounds, study.reproduced], [6, 1489, 372, null]);
  const lines = (await Deno.readTextFile(FILE)).trim().split("\n").slice(1).map((line) => Number(line.split(",")[1]));
  const profitOf = (cashOut: number, stake: number) =>
    lines.slice(0, 1489).reduce((sum, multiplier) => sum + (multiplier >= cashOut ? stake * cashOut : 0) - stake, 0);
  const expected = [1.5, 2, 2.5].flatMap((cashOut) => [1000, 2000].map((stake) => profitOf(cashOut, stake)));
  assert.deepEqual(study.best.map(({ profit }: { profit: number }) => profit), expected.toSorted((a, b) => b - a));
  const again = JSON.parse((await search("cashOutHundredths=150..250:50", "stakeMinor=1000,2000")).out);
  assert.deepEqual([again.id, again.fingerprint, again.reproduced], [study.id, study.fingerprint, true]);

  const open = (id: string) => runHere("studies", "open", id, "--data", data, "--json");
  const opened = JSON.parse((await open(study.id)).out);
  const { settings } = study.best[0];
  const unseen = lines.slice(1489).reduce(
    (sum, multiplier) =>
      sum +
      (multiplier >= settings.cashOutHundredths / 100 ? settings.stakeMinor * settings.cashOutHundredths / 100 : 0) -
      settings.stakeMinor,
    0,
  );
  assert.equal(opened.holdOut.profit, unseen);
  const twice = await open(study.id);
  assert.equal(twice.status, 3);
  assert.match(twice.errors, new RegExp(`it was opened at ${new Date(opened.openedAtMs).toISOString()}`));
  const other = JSON.parse((await search("cashOutHundredths=300,400")).out);
  const refused = await open(other.id);
  assert.equal(refused.status, 3);
  assert.match(refused.errors, new RegExp(`rounds of it were by study ${study.id}, which was opened at`));
  assert.equal((await runHere("studies", "list", "--data", data)).out.split("\n").length, 2);
  // Every setting that was searched counts: 6, the same 6 again, and 2, and the hold-out that was opened; the backtest of
  // the same thing is no further one.
  const played = ["FILE", "--strategy", "flat", "--data", data, "--json"].with(0, FILE);
  await runHere("backtest", ...played);
  const judged = JSON.parse((await runHere("verdict", ...played)).out);
  assert.deepEqual([judged.triedBefore, judged.evidence.edgeNeeded], [9, 11_000]);
  await Deno.remove(data, { recursive: true });
});

Deno.test("optimize tries as many random settings as it is told, the same for the same seed", async () => {
  const data = await Deno.makeTempDir({ prefix: "aviator-optimize-" });
  const search = async (seed: string) =>
    JSON.parse(
      (await runHere(
        ...[
          "optimize",
          "--generate",
          "2000",
          "--strategy",
          "flat",
          "--grid",
          "cashOutHundredths=101..1100",
          "--random",
          "7",
        ],
        ...["--seed", seed, "--data", data, "--json"],
      )).out,
    );
  const [one, same, other] = [await search("1"), await search("1"), await search("2")];
  assert.equal(one.tries, 7);
  assert.deepEqual(one.best, same.best);
  assert.notDeepEqual(
    one.best.map(({ settings }: { settings: unknown }) => settings),
    other.best.map(({ settings }: {
      settings: unknown;
    }) => settings),
  );
  await Deno.remove(data, { recursive: true });
});

Deno.test("optimize says what is wrong with a search", async () => {
  const data = await Deno.makeTempDir({ prefix: "aviator-optimize-" });
  const wrong = async (args: string[], message: RegExp) => {
    const { status, errors } = await runHere("optimize", "--strategy", "flat", "--data", data, ...args);
    assert.match(errors, message);
    assert.equal(status, 2);
  };
  await wrong([FILE, "--grid", "cashOutHundredths"], /key=1,2,3 or key=100\.\.500:50 is wanted/);
  await wrong([FILE, "--grid", "cashOutHundredths=500..100"], /steps upwards are wanted/);
  await wrong([FILE, "--grid", "cashOutHundredths=1;2"], /its values are no JSON/);
  await wrong([FILE, "--grid", "cashOutHundredths=50"], /Cannot configure flat: .*cashOutHundredths/);
  await wrong(
    [FILE, "--grid", "cashOutHundredths=101..1100", "stakeMinor=1000..1099"],
    /100000 settings: 10000 at most/,
  );
  await wrong(["--generate", "400", "--grid", "stakeMinor=1000"], /400 rounds; 500 at least/);
  assert.equal((await runHere("studies", "open", "0123456789ab", "--data", data)).status, 2);
  await Deno.remove(data, { recursive: true });
});
