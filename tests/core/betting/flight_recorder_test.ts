/** The flight recorder on disk: what each step showed, bounded, and whole again after a kill. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { createCanvas, loadImage } from "@napi-rs/canvas";
import { FlightRecorder, type FlightRecorderOptions, stack } from "../../../core/betting/flight_recorder.ts";
import { folderOf } from "../../../core/betting/flight_files.ts";
import type { Picture } from "../../../core/protocol/picture.ts";
import { deskWith } from "./desk.ts";

const DAY_MS = Date.UTC(2026, 2, 2);

function folder() {
  const path = Deno.makeTempDirSync({ prefix: "aviator-flights-" });
  return { path, [Symbol.dispose]: () => Deno.removeSync(path, { recursive: true }) };
}

const recorderIn = (path: string, changes: Partial<FlightRecorderOptions> = {}) =>
  new FlightRecorder({
    ...{ folder: path, betsMax: 100, bytesMax: 1e9 },
    onTrouble: (message) => assert.fail(message),
    ...changes,
  });

function plain(color: number, { width = 20, height = 10 } = {}): Picture {
  return {
    width,
    height,
    data: new Uint8Array(4 * width * height).fill(color).map((one, at) => at % 4 === 3 ? 255 : one),
  };
}

const idOf = (index: number) => DAY_MS * 1000 + index;

async function pixelsOf(png: Uint8Array): Promise<Uint8ClampedArray> {
  const image = await loadImage(png), canvas = createCanvas(image.width, image.height);
  canvas.getContext("2d").drawImage(image, 0, 0);
  return canvas.getContext("2d").getImageData(0, 0, image.width, image.height).data;
}

Deno.test("a bet by clicks leaves each of its steps, with the pixels of that moment", async () => {
  using place = folder();
  await using flights = recorderIn(place.path);
  const { request, screen, arbiter } = deskWith({ names: ["balkanbet"], arbiter: { flights } });
  const bet = await request();
  const steps = await flights.steps(bet.id);
  assert.deepEqual(steps.map(({ step }) => step), ["before", "amount", "cash-out", "ready", "pressed", "confirmed"]);
  assert.ok(steps.every(({ atMs }, index) => index === 0 || atMs >= steps[index - 1].atMs));
  assert.equal(steps[0].picture, 0);
  const { phase, balance, controls } = arbiter.tableOf("balkanbet")!;
  const now = stack(await screen.grab([phase, balance!, controls!.around]));
  const kept = await pixelsOf(await flights.picture(bet.id, steps.at(-1)!.picture!));
  assert.deepEqual([...kept], [...now.data], "the last step shows what the table shows still");
});

Deno.test("a bet that fails leaves the step at which it did, and the undoing", async () => {
  using place = folder();
  await using flights = recorderIn(place.path);
  const { request, device } = deskWith({ names: ["balkanbet"], arbiter: { flights } });
  device.before = (step) => step === "type" ? "lost" : undefined;
  const bet = await request();
  assert.equal(bet.state, "failed");
  assert.deepEqual((await flights.steps(bet.id)).map(({ step }) => step), ["before", "amount", "retyped", "undone"]);
});

Deno.test("step() keeps what did not change once, and numbers go on after a restart", async () => {
  using place = folder();
  for (const run of [0, 1]) {
    await using flights = recorderIn(place.path);
    await flights.idle();
    for (const [at, color] of [10, 10, 90].entries()) {
      flights.step(idOf(1), { step: "ready", atMs: DAY_MS + 10 * run + at, pictures: [plain(color)] });
    }
  }
  await using flights = recorderIn(place.path);
  const steps = await flights.steps(idOf(1));
  assert.deepEqual(steps.map(({ index, picture }) => [index, picture]), [[0, 0], [1, 0], [2, 2], [3, 3], [4, 3], [
    5,
    5,
  ]]);
  assert.equal((await pixelsOf(await flights.picture(idOf(1), 2)))[0], 90);
  await assert.rejects(() => flights.picture(idOf(1), 1), { code: "refused" });
  await assert.rejects(() => flights.picture(idOf(2), 0), { code: "refused" });
});

Deno.test("the oldest bets go when there are too many or they are too large, also those of earlier runs", async () => {
  using place = folder();
  const keep = async (flights: FlightRecorder, id: number) => {
    flights.step(id, { step: "before", atMs: DAY_MS, pictures: [plain(id % 251, { width: 200, height: 100 })] });
    await flights.idle();
  };
  const kept = async () => {
    const ids: number[] = [];
    for (let index = 1; index <= 9; index++) {
      const there = await Deno.stat(join(place.path, folderOf(idOf(index)))).then(() => true, () => false);
      if (there) ids.push(index);
    }
    return ids;
  };
  {
    await using flights = recorderIn(place.path, { betsMax: 3 });
    for (let index = 1; index <= 4; index++) await keep(flights, idOf(index));
    assert.deepEqual(await kept(), [2, 3, 4]);
  }
  {
    await using flights = recorderIn(place.path, { betsMax: 3 });
    await keep(flights, idOf(5));
    assert.deepEqual(await kept(), [3, 4, 5]);
  }
  await using flights = recorderIn(place.path, { bytesMax: 1 });
  await keep(flights, idOf(6));
  assert.deepEqual(await kept(), [6], "the newest stays, whatever its size");
});

Deno.test("a recorder that is switched off, or whose disk is gone, keeps no bet from being placed", async () => {
  using place = folder();
  const told: string[] = [], file = join(place.path, "file");
  await Deno.writeTextFile(file, "");
  for (const changes of [{ betsMax: 0 }, { folder: file }]) {
    await using flights = recorderIn(place.path, { ...changes, onTrouble: (message) => told.push(message) });
    const { request } = deskWith({ names: ["balkanbet"], arbiter: { flights } });
    assert.equal((await request()).state, "placed");
    await flights.idle();
  }
  assert.ok(told.length > 0 && told.every((message) => message.startsWith("Cannot keep a bet's pictures")));
  assert.deepEqual([...Deno.readDirSync(place.path)].map(({ name }) => name), ["file"]);
});
