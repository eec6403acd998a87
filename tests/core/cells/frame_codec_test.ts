/** Frames survive any cutting of the bytes; what is no frame is refused. */
import assert from "node:assert/strict";
import { encodeFrame, type Frame, FrameDecoder } from "../../../core/cells/frame_codec.ts";
import { HostError } from "../../../core/protocol/errors.ts";

const MAX_BYTES = 4096;

/** Small and repeatable (mulberry32). */
function random(seed: number): () => number {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

function decodeAll(bytes: Uint8Array, cut: () => number, maxBytes = MAX_BYTES): Frame[] {
  const decoder = new FrameDecoder({ maxBytes });
  const frames: Frame[] = [];
  for (let at = 0; at < bytes.length;) {
    // A copy that is spoilt afterwards: frames must not point into the chunk.
    const chunk = bytes.slice(at, at += 1 + Math.floor(cut()));
    frames.push(...decoder.push(chunk));
    chunk.fill(0xaa);
  }
  return frames;
}

function join(parts: Uint8Array[]): Uint8Array {
  return new Uint8Array(parts.flatMap((part) => [...part]));
}

const isBadMessage = (error: unknown) => error instanceof HostError && error.code === "bad_message";

Deno.test("FrameDecoder gives back what encodeFrame() took, however the bytes are cut", () => {
  for (let seed = 1; seed <= 200; seed++) {
    const next = random(seed);
    const sent = Array.from({ length: 1 + Math.floor(next() * 8) }, () => ({
      json: JSON.stringify({ text: "č€𝄞x".repeat(Math.floor(next() * 40)) }),
      bytes: Uint8Array.from({ length: Math.floor(next() * 300) }, () => next() * 256),
    }));
    const wire = join(sent.map(({ json, bytes }) => encodeFrame(json, [bytes.subarray(0, 7), bytes.subarray(7)])));
    const largestCut = 1 + next() * 500;
    assert.deepEqual(decodeAll(wire, () => next() * largestCut), sent, `seed ${seed}`);
  }
});

Deno.test("FrameDecoder takes a frame at its limit and refuses one byte more", () => {
  const frame = encodeFrame(`"${"x".repeat(MAX_BYTES - 4 - 2)}"`);
  assert.equal(decodeAll(frame, () => 1000).length, 1);
  assert.throws(() => decodeAll(encodeFrame(`"${"x".repeat(MAX_BYTES - 4 - 1)}"`), () => 1000), isBadMessage);
});

Deno.test("FrameDecoder refuses a frame as soon as its length is known when it is too big", () => {
  const decoder = new FrameDecoder({ maxBytes: MAX_BYTES });
  assert.throws(() => [...decoder.push(Uint8Array.of(0xff, 0xff, 0xff, 0xff))], isBadMessage);
});

for (
  const [what, bytes] of [
    ["is too short for its own header", [3, 0, 0, 0, 1, 2, 3]],
    ["has JSON that ends outside", [6, 0, 0, 0, 3, 0, 0, 0, 0x22, 0x22]],
    ["has JSON that is not UTF-8", [6, 0, 0, 0, 2, 0, 0, 0, 0xc3, 0x28]],
  ] as const
) {
  Deno.test(`FrameDecoder refuses a frame when it ${what}`, () => {
    assert.throws(() => decodeAll(Uint8Array.from(bytes), () => 0), isBadMessage);
  });
}
