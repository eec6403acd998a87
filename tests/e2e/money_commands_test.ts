/** Leases, previews and arming as a script uses them, against the real program and its real cells. */
import assert from "node:assert/strict";
import { runHere } from "../core/commands/run_here.ts";
import { startProgram } from "./program.ts";

const WAIT_MS_MAX = 90_000;

type Program = Awaited<ReturnType<typeof startProgram>>;

async function until(program: Program, isSo: () => Promise<boolean>): Promise<void> {
  const deadline = performance.now() + WAIT_MS_MAX;
  while (!await isSo()) {
    assert.ok(performance.now() < deadline, program.said.join("\n"));
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

const json = async (response: Promise<Response>) => (await response).json();

Deno.test("leases, previews and arming work from the command line against a running program", async () => {
  const dataDir = await Deno.makeTempDir({ prefix: "aviator-money-" });
  try {
    await using program = await startProgram({ dataDir, args: ["--speed", "10"] });
    const at = ["--data", dataDir];
    const bets = async (): Promise<{ table: string; state: string; reason: string }[]> =>
      (await json(program.ask("/api/bets?limit=50"))).bets;
    await until(program, async () => (await bets()).some(({ table, state }) => table === "soccer" && state === "won"));
    const list = async () =>
      (await runHere("leases", "list", "--json", ...at)).out.split("\n").map((one) => JSON.parse(one));
    assert.deepEqual((await list()).map(({ state }) => state), ["active", "active", "active", "active"]);
    assert.ok((await list()).find(({ table }) => table === "soccer").betsLastHour > 0);

    assert.equal((await runHere("leases", "revoke", "soccer", ...at)).status, 0);
    await until(
      program,
      async () => (await bets()).some(({ table, reason }) => table === "soccer" && /revoked/.test(reason)),
    );
    assert.equal((await list()).find(({ table }) => table === "soccer").state, "ended");
    assert.equal((await runHere("leases", "grant", "soccer", "--max-stake", "5", ...at)).status, 0);
    await until(program, async () => (await bets()).some(({ reason }) => /over the lease's 500/.test(reason)));
    assert.deepEqual([(await runHere("leases", "revoke", "nowhere", ...at)).status], [3]);

    const risk = await json(program.ask("/api/strategies/martingale/preview", { table: "mozzart" }));
    assert.equal(risk.preview.ruinPerSequence.toFixed(6), "0.048972");
    const other = { table: "mozzart", settings: { stakesMinor: [1000], cashOutsHundredths: [300] } };
    const short = await json(program.ask("/api/strategies/martingale/preview", other));
    assert.equal(short.preview.stakedPerHourMinor, 150_000);
    const idle = await json(program.ask("/api/strategies/fibonacci/preview", { table: "mozzart" }));
    assert.equal(idle.preview.atRiskMinor, 87_000, "one that does not run is asked in a cell of its own");
    const wrong = await program.ask("/api/strategies/flat/preview", { table: "mozzart", settings: { stakeMinor: -1 } });
    assert.equal(wrong.status, 400, await wrong.text());

    const refused = await runHere("bets", "arm", "--minutes", "5", ...at);
    assert.deepEqual([refused.status, refused.out], [3, ""]);
    assert.match(refused.errors, /^Cannot arm: the configuration does not allow live bets \(liveAllowed: false\)$/);
    assert.equal((await runHere("bets", "arm", "--code", "123456", ...at)).status, 3);
    assert.equal((await runHere("bets", "arm", ...at)).status, 2);
    assert.equal((await runHere("bets", "disarm", ...at)).status, 0);
    program.signal("SIGTERM");
    assert.equal(await program.ended, 0);
  } finally {
    await Deno.remove(dataDir, { recursive: true });
  }
});

Deno.test("the commands about money say in one line that no program runs, with exit status 3", async () => {
  const dataDir = await Deno.makeTempDir({ prefix: "aviator-money-" });
  for (
    const args of [["leases", "list"], ["leases", "revoke", "soccer"], ["bets", "arm", "--minutes", "5"], [
      "bets",
      "disarm",
    ]]
  ) {
    const { status, errors } = await runHere(...args, "--data", dataDir);
    assert.equal(status, 3, args.join(" "));
    assert.match(errors, /^Cannot .*: no program runs on .*; start it first$/);
  }
  await Deno.remove(dataDir, { recursive: true });
});
