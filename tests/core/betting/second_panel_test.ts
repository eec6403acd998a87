/** A table's second bet panel: its own fields and button, never the first one's, and one purse for both. */
import assert from "node:assert/strict";
import { placeForBets } from "../../../core/betting/table_controls.ts";
import { parseManifest } from "../../../core/protocol/manifest.ts";
import { deskWith } from "./desk.ts";
import { leaseOf, NO_LIMITS } from "./fixtures.ts";

Deno.test("request() places a bet on each panel of one round, and the ledger keeps which one it was", async () => {
  const { request, desktop, saved } = deskWith({ names: ["meridian"] });
  const bets = await Promise.all([
    request({ panel: 2 }),
    request({ stakeMinor: 70_00, cashOutHundredths: 101 }),
  ]);
  assert.deepEqual(bets.map(({ state, reason }) => state + reason), ["placed", "placed"]);
  assert.deepEqual(saved.filter(({ state }) => state === "placed").map(({ panel }) => panel), [2, undefined]);
  const game = desktop.game("meridian");
  assert.deepEqual(
    game.bets().map(({ panel, round, stakeMinor, cashOutHundredths }) => [panel, round, stakeMinor, cashOutHundredths]),
    [[2, 1, 25_50, 220], [undefined, 1, 70_00, 101]],
  );
  assert.equal(game.balanceMinor, 100_000_00 - 25_50 - 70_00);
});

Deno.test("request() for a panel whose bet stands is no second press of it, whatever the other panel shows", async () => {
  const { request, desktop } = deskWith({ names: ["maxbet"] });
  assert.equal((await request({ panel: 2 })).state, "placed");
  const again = await request({ panel: 2 });
  assert.deepEqual([again.state, /the button shows cancel/.test(again.reason)], ["failed", true], again.reason);
  assert.equal((await request()).state, "placed");
  assert.equal(desktop.game("maxbet").bets().filter(({ outcome }) => outcome === "open").length, 2);
});

Deno.test("request() counts the stakes of both panels against one lease and one limit", async () => {
  const { request, limits } = deskWith({ names: ["meridian"] });
  limits.grant(leaseOf({ table: "meridian", lossPerDayMinor: 40_00 }));
  assert.equal((await request()).state, "placed");
  assert.match((await request({ panel: 2 })).reason, /loss of today could become 5100, over 4000/);
  limits.grant(leaseOf({ table: "meridian" }));
  limits.setGlobal({ ...NO_LIMITS, dailyLossMinor: 40_00 });
  assert.match((await request({ panel: 2 })).reason, /5100/);
});

Deno.test("request() refuses a second panel that the manifest does not describe", async () => {
  const one = deskWith({ names: ["balkanbet"] });
  assert.match((await one.request({ panel: 2 })).reason, /describes no second panel/);
  assert.deepEqual(one.device.steps, []);
});

Deno.test("a manifest's second panel is placed with the window, and must lie inside it", async () => {
  const text = await Deno.readTextFile(new URL("../../../plugins/bookmakers/mozzart/plugin.json", import.meta.url));
  const manifest = JSON.parse(text), box = [10, 20, 30, 40];
  manifest.table.controls.second = { amount: box, autoCashOut: box, play: box };
  const { table } = parseManifest(JSON.stringify(manifest), "mozzart");
  const window = { x: 100, y: 200, ...table!.window };
  assert.deepEqual(placeForBets({ name: "mozzart", description: table!, window }).second?.play, {
    ...{ x: 110, y: 220, width: 30, height: 40 },
  });
  manifest.table.controls.second.play = [10, 20, 30, 9_000];
  assert.throws(() => parseManifest(JSON.stringify(manifest), "mozzart"), /controls\.second\.play|second/);
});
