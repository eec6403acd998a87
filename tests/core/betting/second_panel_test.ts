/** A table's second bet panel: its own fields and button, and never the first one's. */
import assert from "node:assert/strict";
import { placeForBets } from "../../../core/betting/table_controls.ts";
import { parseManifest } from "../../../core/protocol/manifest.ts";
import { deskWith } from "./desk.ts";

/** A table whose real controls are its second panel; where the first is said to be there is nothing that can be clicked. */
function twoPanels() {
  const desk = deskWith({ names: ["balkanbet"] }), [table] = desk.tables;
  const { description } = table, controls = description.controls!;
  const { amount, autoCashOut, play, autoCashOutSwitch } = controls, [x, y] = description.regions.otherCount!;
  const nowhere = [x, y, 40, 20] as [number, number, number, number];
  desk.arbiter.attach({
    ...table,
    description: {
      ...description,
      controls: {
        ...{ ...controls, amount: nowhere, autoCashOut: nowhere, play: nowhere },
        second: { amount, autoCashOut, play, autoCashOutSwitch },
      },
    },
  });
  return desk;
}

Deno.test("request() places a bet on the second panel, and keeps in the ledger that it was that one", async () => {
  const { request, desktop, saved } = twoPanels();
  const bet = await request({ panel: 2 });
  assert.equal(bet.state, "placed", bet.reason);
  assert.equal(saved.at(-1)?.panel, 2);
  assert.deepEqual(desktop.game("balkanbet").bets().map(({ stakeMinor }) => stakeMinor), [25_50]);
});

Deno.test("request() without a panel means the first, and refuses a second that the manifest does not describe", async () => {
  const two = twoPanels(), bet = await two.request();
  assert.equal(bet.state, "failed");
  assert.match(bet.reason, /the button shows unknown/);
  assert.equal(bet.panel, undefined);
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
