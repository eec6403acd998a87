/** `calibrate --screen` on a real X screen: a table that stands somewhere on it is found, read and written. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { SKINS } from "../../core/simulator/skins.ts";
import { LoneTable, WINDOW } from "../core/calibration/virtual_tables.ts";
import { runHere } from "../core/commands/run_here.ts";
import { PAINTING_PROGRAMS, paintPicture } from "./painting.ts";
import { testWith } from "./programs.ts";
import { startXvfb } from "./xvfb.ts";

const SCREEN = { width: 1280, height: 720 }, AT = { x: 200, y: 90 };

testWith(PAINTING_PROGRAMS, "calibrate --screen reads a table off an X screen and writes its bookmaker", async () => {
  await using screen = await startXvfb(SCREEN);
  await using table = new LoneTable("soccer");
  table.until("flying", 1_400);
  await paintPicture(screen.display, { picture: await table.picture(), ...AT });
  const dir = await Deno.makeTempDir({ prefix: "aviator-screen-" }), before = Deno.env.get("DISPLAY");
  Deno.env.set("DISPLAY", screen.display);
  try {
    const out = join(dir, "seen"), window = [AT.x, AT.y, WINDOW.width, WINDOW.height].join(",");
    const ran = await runHere(
      "calibrate",
      "--screen",
      "--window",
      window,
      "--accept",
      "--name",
      "seen",
      "--out",
      out,
      "--json",
    );
    assert.deepEqual([ran.status, ran.errors], [0, ""]);
    const { proposals } = JSON.parse(ran.out) as { proposals: { place: string; value: number | null }[] };
    const { multiplier, balanceMinor } = table.state;
    const first = (place: string) => proposals.find((one) => one.place === place)?.value;
    assert.deepEqual([first("score"), first("myMoney")], [multiplier, balanceMinor]);
    const written = JSON.parse(await Deno.readTextFile(join(out, "plugin.json"))).table;
    assert.deepEqual(written.window, { width: WINDOW.width, height: WINDOW.height });
    const [x, y, width, height] = written.regions.score, { score } = SKINS.soccer.places;
    const middle = { x: x + width / 2, y: y + height / 2 };
    assert.ok(middle.x > score.x && middle.x < score.x + score.width, `${middle.x}`);
    assert.ok(middle.y > score.y && middle.y < score.y + score.height, `${middle.y}`);
  } finally {
    if (before === undefined) Deno.env.delete("DISPLAY");
    else Deno.env.set("DISPLAY", before);
    await Deno.remove(dir, { recursive: true });
  }
});
