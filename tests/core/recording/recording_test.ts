/** A recording from recorder to player: every pixel of every frame, also after damage, over several files, and out of the ring. */
import { deepEqual, equal, match, ok, rejects, throws } from "node:assert/strict";
import { Buffer } from "node:buffer";
import { join } from "node:path";
import { FrameRing, RING_BYTES_MAX } from "../../../core/recording/frame_ring.ts";
import { FRAMES_WAITING_MAX, Recorder } from "../../../core/recording/recorder.ts";
import { RecordingFile } from "../../../core/recording/recording_file.ts";
import { RecordingPlayer } from "../../../core/recording/recording_player.ts";
import { partPath } from "../../../core/recording/recording_writer.ts";
import { HEADER, type Look, looks, START_MS } from "./fixtures.ts";

const troubles = (list: string[]) => (message: string) => void list.push(message);

/** Records looks as fast as there is room. */
async function record(
  path: string,
  { of, ...limits }: { of: readonly Look[]; fileBytesMax?: number; filesMax?: number },
) {
  const said: string[] = [];
  const recorder = await Recorder.open({ path, header: HEADER, onTrouble: troubles(said), ...limits });
  for (const look of of) {
    await recorder.room();
    recorder.onFrame(look);
  }
  await recorder[Symbol.asyncDispose]();
  deepEqual(said, []);
  return recorder.counts;
}

/** Checks that a player shows each look at its own moment; returns how many frames it gave. */
function compare(player: RecordingPlayer, of: readonly Look[], fromMs = 0): number {
  let seen = 0;
  for (let atMs = player.nextFrameMs(fromMs); atMs !== null; atMs = player.nextFrameMs(atMs)) {
    player.playTo(atMs);
    const look = of.find(({ takenAtMs }) => takenAtMs === atMs);
    ok(look, `no look at ${atMs}`);
    look.pictures.forEach(({ data }, place) => {
      const pixels = player.pixels[place];
      ok(Buffer.from(data).equals(Buffer.from(pixels.buffer)), `picture ${place} of ${atMs - START_MS}`);
    });
    seen += 1;
  }
  return seen;
}

async function withFile(task: (path: string) => Promise<void>): Promise<void> {
  const dir = await Deno.makeTempDir({ prefix: "aviator-recording-" });
  await task(join(dir, "a.avr"));
  await Deno.remove(dir, { recursive: true });
}

Deno.test("Recorder writes and RecordingPlayer shows every frame to the pixel, at its own moment", () =>
  withFile(async (path) => {
    const of = looks(200);
    const counts = await record(path, { of });
    equal(counts.frames, 200);
    equal(counts.bytes, (await Deno.stat(path)).size);
    using file = RecordingFile.open(path);
    deepEqual(file.header, { ...HEADER, startedAtMs: of[0].takenAtMs, part: 1 });
    deepEqual([file.startMs, file.endMs], [of[0].takenAtMs, of[199].takenAtMs]);
    const player = new RecordingPlayer(file);
    equal(compare(player, of), 200);
    deepEqual(player.damage, []);
  }));

Deno.test("RecordingPlayer shows the right pixels when it seeks forth and back", () =>
  withFile(async (path) => {
    const of = looks(400);
    await record(path, { of });
    using file = RecordingFile.open(path);
    const player = new RecordingPlayer(file);
    for (const index of [390, 3, 200, 76, 75, 399, 0]) {
      player.seek(of[index].takenAtMs);
      ok(Buffer.from(of[index].pictures[1].data).equals(Buffer.from(player.pixels[1].buffer)), `frame ${index}`);
      equal(player.nextFrameMs(of[index].takenAtMs), of[index + 1]?.takenAtMs ?? null);
    }
  }));

Deno.test("RecordingFile reads what there is when the file was cut off at any byte", () =>
  withFile(async (path) => {
    const of = looks(120);
    await record(path, { of });
    const whole = await Deno.readFile(path);
    const headEnd = firstChunkEnd(whole);
    for (let cut = headEnd; cut < whole.length; cut += Math.ceil(whole.length / 97)) {
      using file = RecordingFile.ofBytes(whole.subarray(0, cut));
      const player = new RecordingPlayer(file);
      const frames = compare(player, of);
      ok(frames >= Math.floor(120 * (cut - headEnd) / whole.length) - 25, `${frames} frames of ${cut} bytes`);
      const atEnd = file.damage.length === 0;
      if (!atEnd) match(player.damage.join(), /cut off at byte \d+ of \d+/);
    }
  }));

Deno.test("RecordingPlayer never shows a wrong pixel when bytes are damaged, and says where it stepped over", () =>
  withFile(async (path) => {
    const of = looks(300);
    await record(path, { of });
    const whole = await Deno.readFile(path);
    for (let at = firstChunkEnd(whole); at < whole.length; at += Math.ceil(whole.length / 61)) {
      const bytes = whole.slice();
      bytes[at] ^= 0x55;
      using file = RecordingFile.ofBytes(bytes);
      const player = new RecordingPlayer(file);
      const frames = compare(player, of);
      equal(player.damage.length, 1, `byte ${at}: ${player.damage}`);
      match(player.damage[0], /damaged from byte|checksum is wrong|cut off/);
      // A lost state costs nothing where the changes before it are whole.
      ok(frames >= 200, `byte ${at}: ${frames} frames`);
    }
  }));

Deno.test("RecordingFile refuses what is no recording, and one whose beginning is damaged", () =>
  withFile(async (path) => {
    throws(() => RecordingFile.open(path), { code: "storage", message: /Cannot open recording .*a\.avr/ });
    throws(() => RecordingFile.ofBytes(new Uint8Array(0)), { code: "storage", message: /no recording/ });
    throws(() => RecordingFile.ofBytes(new Uint8Array(500).fill(65)), { code: "storage", message: /no recording/ });
    await record(path, { of: looks(10) });
    const bytes = await Deno.readFile(path);
    bytes[50] ^= 1;
    throws(() => RecordingFile.ofBytes(bytes), { code: "storage" });
  }));

Deno.test("Recorder goes on in the next file at a size, each readable alone, and deletes the oldest at a number", () =>
  withFile(async (path) => {
    const of = looks(600);
    const counts = await record(path, { of, fileBytesMax: 30_000, filesMax: 3 });
    equal(counts.files, 3);
    const left = [...Deno.readDirSync(join(path, ".."))].map(({ name }) => name).sort();
    equal(left.length, 3, String(left));
    ok(!left.includes("a.avr"));
    const parts = left.map((name) => Number(/\.(\d+)\.avr$/.exec(name)![1])).sort((a, b) => a - b);
    let frames = 0;
    for (const part of parts) {
      using file = RecordingFile.open(partPath(path, part));
      equal(file.header.part, part);
      frames += compare(new RecordingPlayer(file), of);
    }
    using last = RecordingFile.open(partPath(path, parts[2]));
    equal(last.endMs, of[599].takenAtMs);
    using first = RecordingFile.open(partPath(path, parts[0]));
    equal(frames, of.filter(({ takenAtMs }) => takenAtMs >= first.startMs).length);
  }));

Deno.test("Recorder drops, counts and marks frames when its thread lags, and the next one shows the right pixels", () =>
  withFile(async (path) => {
    const of = looks(FRAMES_WAITING_MAX + 30);
    const recorder = await Recorder.open({ path, header: HEADER, onTrouble: () => {} });
    // All in one turn of the event loop: the thread's answers cannot come in between.
    for (const look of of.slice(0, -1)) recorder.onFrame(look);
    equal(recorder.counts.dropped, 29);
    await recorder.room();
    recorder.onFrame(of[of.length - 1]);
    await recorder[Symbol.asyncDispose]();
    using file = RecordingFile.open(path);
    const player = new RecordingPlayer(file);
    equal(compare(player, of), FRAMES_WAITING_MAX + 1);
    equal(player.dropped, 29);
  }));

Deno.test("Recorder refuses a file that is there already, and a folder that is not", () =>
  withFile(async (path) => {
    await Deno.writeTextFile(path, "mine");
    const options = { header: HEADER, onTrouble: () => {} };
    await rejects(Recorder.open({ path, ...options }), { code: "storage", message: /Cannot record to .*a\.avr/ });
    equal(await Deno.readTextFile(path), "mine");
    await rejects(Recorder.open({ path: join(path, "..", "none", "b.avr"), ...options }), { code: "storage" });
  }));

Deno.test("FrameRing saves what lies between two moments, and forgets what is older than it keeps", () => {
  const of = looks(200);
  const ring = new FrameRing({ header: HEADER, keepMs: 10_000 });
  for (const look of of) ring.onFrame(look);
  const clip = ring.clip(of[170].takenAtMs, of[180].takenAtMs)!;
  deepEqual([clip.fromMs, clip.toMs], [of[170].takenAtMs, of[180].takenAtMs]);
  using file = RecordingFile.ofBytes(clip.bytes);
  equal(compare(new RecordingPlayer(file), of), 11);
  equal(ring.clip(of[0].takenAtMs, of[100].takenAtMs), null);
  const all = ring.clip(0, Infinity)!;
  ok(of[199].takenAtMs - all.fromMs <= 10_000 && of[199].takenAtMs - all.fromMs > 9_700, String(all.fromMs));
  equal(ring.clip(of[199].takenAtMs + 1, Infinity), null);
});

Deno.test("FrameRing forgets the oldest when pixels change more than it has room for", () => {
  const size = 1_000, frameBytes = 4 * size * size, count = Math.ceil(RING_BYTES_MAX / frameBytes) + 4;
  const rects = [{ x: 0, y: 0, width: size, height: size }];
  const ring = new FrameRing({ header: { ...HEADER, rects }, keepMs: 3_600_000 });
  for (let index = 0; index < count; index++) {
    const data = new Uint8Array(frameBytes).fill(index + 1);
    ring.onFrame({ takenAtMs: index * 200, pictures: [{ width: size, height: size, data }] });
  }
  const { fromMs, toMs } = ring.clip(0, Infinity)!;
  equal(toMs, (count - 1) * 200);
  ok(fromMs >= 4 * 200, `from ${fromMs}`);
});

/** Where the header's chunk ends. */
function firstChunkEnd(bytes: Uint8Array): number {
  return 40 + new DataView(bytes.buffer, bytes.byteOffset).getUint32(8, true);
}
