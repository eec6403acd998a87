import assert from "node:assert/strict";
import { join } from "node:path";
import { encodePng } from "../../../core/screen/png.ts";
import type { Picture } from "../../../core/protocol/picture.ts";
import { drawStrange, STRANGE_SKINS } from "../calibration/strange_tables.ts";
import { runHere } from "./run_here.ts";

const [, SKIN] = STRANGE_SKINS;

/** Where a bet panel might stand; nothing is drawn there. */
const PANEL = { amount: [20, 440, 90, 30], autoCashOut: [120, 440, 90, 30], play: [220, 430, 160, 50] };

async function writePng(file: string, picture: Picture): Promise<void> {
  await Deno.writeFile(file, encodePng(picture));
}

/** A labelled frame set of the table that is slanted ink on paper. */
async function writeFrames(dir: string, seeds: number[]): Promise<void> {
  await Deno.mkdir(dir);
  const labels: string[] = [];
  for (const seed of seeds) {
    const { picture, regions, truth } = drawStrange(SKIN, { seed });
    await writePng(join(dir, `${seed}.png`), picture);
    const boxes = Object.entries(regions).map(([name, { x, y, width, height }]) => [name, [x, y, width, height]]);
    labels.push(
      JSON.stringify({
        image: `${seed}.png`,
        regions: Object.fromEntries(boxes),
        controls: PANEL,
        locale: SKIN.locale,
        truth,
      }),
    );
  }
  await Deno.writeTextFile(join(dir, "labels.jsonl"), labels.join("\n"));
}

const numbers = (from: number, count: number) => Array.from({ length: count }, (_, index) => from + index);

Deno.test("calibrate writes what read --table reads more with, shows its glyphs, and overwrites only when told", async () => {
  const dir = await Deno.makeTempDir({ prefix: "aviator-calibrate-" });
  try {
    const data = join(dir, "data"), out = join(data, "bookmakers", "paper");
    await writeFrames(join(dir, "taught"), numbers(0, 20));
    await writeFrames(join(dir, "fresh"), numbers(700, 8));
    const learnt = await runHere("calibrate", join(dir, "taught"), "--name", "paper", "--out", out, "--json");
    assert.equal(learnt.errors, "");
    const report = JSON.parse(learnt.out);
    assert.deepEqual([learnt.status, report.frames, report.after.wrong, report.phases.wrong], [0, 20, 0, 0]);
    assert.ok(report.after.right > report.before.right && report.glyphs > 10);
    assert.equal(report.file, join(out, "plugin.json"));
    assert.deepEqual(report.missing, ["betColor", "cancelColor", "cashOutColor"]);
    const described = async () => JSON.parse(await Deno.readTextFile(report.file)).table;
    const { controls, palette } = await described();
    assert.ok(controls === undefined && palette.colors.length > 0);
    const summary = async (...options: string[]) =>
      JSON.parse((await runHere("read", join(dir, "fresh"), "--json", ...options)).out.split("\n").at(-1)!);
    const before = await summary(), after = await summary("--table", "paper", "--data", data);
    assert.ok(after.right > before.right && after.wrong === 0, `${after.right} after ${before.right}`);
    const again = await runHere("calibrate", join(dir, "taught"), "--name", "paper", "--out", out);
    assert.equal(again.status, 3);
    assert.match(again.errors, /it is there already; --force overwrites/);
    const colors = ["#28a909", "#cb011a", "#d07206"] as const;
    const forced = ["--name", "paper", "--out", out, "--force", "--play-colors", colors.join(",")];
    const bettable = await runHere("calibrate", join(dir, "taught"), ...forced);
    assert.equal(bettable.status, 0);
    assert.doesNotMatch(bettable.out, /no bets by clicks/);
    const [bet, cancel, cashOut] = colors;
    assert.deepEqual((await described()).controls, { ...PANEL, playColors: { bet, cancel, cashOut } });
    const sheet = join(dir, "sheet.png");
    assert.equal((await runHere("calibrate", "--show", "paper", "--data", data, "--out", sheet)).status, 0);
    assert.ok((await Deno.stat(sheet)).size > 1_000);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
});

Deno.test("calibrate proposes regions on screenshots and writes them only when they are accepted", async () => {
  const dir = await Deno.makeTempDir({ prefix: "aviator-calibrate-" });
  try {
    const shots = join(dir, "shots"), out = join(dir, "seen");
    await Deno.mkdir(shots);
    const [casino] = STRANGE_SKINS;
    for (const seed of [4, 5, 7]) await writePng(join(shots, `${seed}.png`), drawStrange(casino, { seed }).picture);
    const told = await runHere("calibrate", shots, "--json");
    const { proposals, locale } = JSON.parse(told.out);
    assert.deepEqual([told.status, locale], [0, casino.locale]);
    for (const place of ["score", "phase", "myMoney", "otherMoney"]) {
      assert.ok(proposals.some((one: { place: string }) => one.place === place), place);
    }
    await assert.rejects(Deno.stat(out));
    const accepted = await runHere("calibrate", shots, "--accept", "--name", "seen", "--out", out);
    assert.equal(accepted.status, 0);
    const manifest = JSON.parse(await Deno.readTextFile(join(out, "plugin.json")));
    assert.deepEqual([manifest.name, manifest.table.locale], ["seen", casino.locale]);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
});

Deno.test("calibrate ends with 2 and the remedy when folder, window or name is wrong", async () => {
  const dir = await Deno.makeTempDir({ prefix: "aviator-calibrate-" });
  try {
    const cases: [string[], RegExp][] = [
      [[], /a folder with pictures, --screen or --show NAME is wanted/],
      [["/nowhere"], /Cannot read folder \/nowhere/],
      [[dir], /no labels\.jsonl and no PNG/],
      [[dir, "--window", "1,2,3"], /x,y,width,height in pixels is wanted/],
      [[dir, "--play-colors", "red,green,blue"], /bet,cancel,cash-out are wanted, as #/],
      [["--show", "nobody", "--data", dir], /Cannot find bookmaker nobody/],
    ];
    for (const [args, message] of cases) {
      const { status, errors } = await runHere("calibrate", ...args);
      assert.deepEqual([status, message.test(errors)], [2, true], errors);
    }
    await writeFrames(join(dir, "few"), numbers(0, 4));
    const few = await runHere("calibrate", join(dir, "few"), "--name", "few", "--out", join(dir, "few-out"));
    assert.deepEqual([few.status, /4 labelled frames; 8 are needed/.test(few.errors)], [2, true]);
    const none = await runHere("calibrate", "--show", "soccer");
    assert.deepEqual([none.status, /its table has none/.test(none.errors)], [3, true]);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
});
