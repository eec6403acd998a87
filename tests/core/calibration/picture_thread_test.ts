import { deepEqual, equal, ok, rejects } from "node:assert/strict";
import { decodePicture } from "../../../core/vision/decode_picture.ts";
import { PICTURES_WAITING_MAX, PictureThread } from "../../../core/calibration/picture_thread.ts";
import type { Picture } from "../../../core/protocol/picture.ts";

function noise({ width, height, seed }: { width: number; height: number; seed: number }): Picture {
  const data = new Uint8Array(4 * width * height);
  let state = seed;
  for (let index = 0; index < data.length; index++) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    data[index] = index % 4 === 3 ? 255 : state >>> 24;
  }
  return { width, height, data };
}

Deno.test("pack() gives each picture to the bit, in its own answer, when several are asked for at once", async () => {
  using thread = new PictureThread();
  const pictures = [1, 2, 3].map((seed) => noise({ width: 40 + seed, height: 30, seed }));
  const files = await Promise.all(pictures.map((picture) => thread.pack(picture)));
  for (const [index, picture] of pictures.entries()) deepEqual(await decodePicture(files[index]), picture);
});

Deno.test("pack() leaves the picture with its caller and packs while the caller goes on", async () => {
  using thread = new PictureThread();
  const picture = noise({ width: 1_920, height: 1_080, seed: 4 });
  let isPacked = false;
  const packed = thread.pack(picture).then(() => isPacked = true);
  ok(!isPacked && picture.data.length === 4 * 1_920 * 1_080, "its bytes were not taken away");
  await packed;
});

Deno.test("pack() refuses with code queue_full when too many pictures wait", async () => {
  using thread = new PictureThread();
  const picture = noise({ width: 300, height: 200, seed: 5 });
  const packed = Array.from({ length: PICTURES_WAITING_MAX }, () => thread.pack(picture));
  await rejects(thread.pack(picture), { code: "queue_full" });
  equal((await Promise.all(packed)).length, PICTURES_WAITING_MAX);
  ok(await thread.pack(picture));
});

Deno.test("the thread ends without work and starts again when there is some", async () => {
  using thread = new PictureThread({ idleMs: 1 });
  const picture = noise({ width: 4, height: 4, seed: 6 });
  equal(thread.running, false);
  for (let turn = 0; turn < 2; turn++) {
    await thread.pack(picture);
    while (thread.running) await new Promise((resolve) => setTimeout(resolve, 1));
  }
});

Deno.test("pack() fails with code refused when the program stops, and with bad_message when a picture cannot be packed", async () => {
  const thread = new PictureThread();
  const waiting = rejects(thread.pack(noise({ width: 800, height: 600, seed: 7 })), { code: "refused" });
  thread[Symbol.dispose]();
  await waiting;
  await rejects(thread.pack({ width: 1, height: 1, data: null as never }), { code: "bad_message" });
  ok(await thread.pack(noise({ width: 2, height: 2, seed: 8 })), "a failure is one picture's");
  thread[Symbol.dispose]();
});
