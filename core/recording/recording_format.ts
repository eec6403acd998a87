/**
 * The bytes of a recording: chunks, each with its length, its span of time and checksums, so that a file that was cut off
 * or damaged is read as far as it is good. The chunks' heads are the index. Refuses whatever does not parse.
 */
import { crc32, zstdCompressSync, zstdDecompressSync } from "node:zlib";
import * as zlib from "node:zlib";
import { z } from "zod";
import { HostError } from "../protocol/errors.ts";
import { describeIssues, tableDescription } from "../protocol/manifest.ts";
import type { FrameChanges } from "./frame_changes.ts";

export const RECORDING_VERSION = 1;
/** Unpacked bytes of one chunk. */
const CHUNK_BYTES_MAX = 268_435_456;
export const HEAD_BYTES = 40;
/** "AVRC": where a chunk begins, and what is looked for behind a damaged one. */
export const CHUNK_MARK = 0x43525641;
const FRAME_HEAD_BYTES = 16;
/** Level 1 packs pixel changes to within a few per cent of the higher ones at a fraction of their time. */
const PACKING = { params: { [zlib.constants.ZSTD_c_compressionLevel]: 1 } };

const CHUNK_KINDS = ["header", "state", "frames"] as const;
/** `state`: all pixels as of the frame before; `frames`: changes from there on */
export type ChunkKind = (typeof CHUNK_KINDS)[number];

const rect = z.strictObject({
  x: z.int().min(0).max(65_535),
  y: z.int().min(0).max(65_535),
  width: z.int().min(1).max(16_384),
  height: z.int().min(1).max(16_384),
});

const recordingHeader = z.strictObject({
  version: z.literal(RECORDING_VERSION),
  screen: z.strictObject({ width: z.int().min(1).max(65_535), height: z.int().min(1).max(65_535) }),
  /** where the pixels came from */
  source: z.string().max(40),
  startedAtMs: z.int().nonnegative(),
  tickMs: z.int().positive(),
  /** of the virtual tables, where they were recorded */
  seed: z.int().nonnegative().nullable(),
  /** number of this file in a session that was split, from 1 */
  part: z.int().positive(),
  /** what was recorded, on the screen */
  rects: z.array(rect).min(1).max(1024),
  tables: z.array(
    z.strictObject({
      name: z.string().max(40),
      title: z.string().max(60),
      description: tableDescription,
      window: rect,
    }),
  ).max(32),
});
export type RecordingHeader = z.infer<typeof recordingHeader>;

/** A chunk as its head describes it. */
export interface ChunkHead {
  kind: ChunkKind;
  packedBytes: number;
  rawBytes: number;
  /** moments of its first and last frame */
  firstMs: number;
  lastMs: number;
  checksum: number;
}

/** Packs one chunk: head and payload. */
export function packChunk(kind: ChunkKind, { raw, firstMs, lastMs }: {
  raw: Uint8Array;
  firstMs: number;
  lastMs: number;
}): Uint8Array<ArrayBuffer> {
  const payload = zstdCompressSync(raw, PACKING);
  const chunk = new Uint8Array(HEAD_BYTES + payload.length);
  const head = new DataView(chunk.buffer);
  head.setUint32(0, CHUNK_MARK, true);
  head.setUint32(4, CHUNK_KINDS.indexOf(kind), true);
  head.setUint32(8, payload.length, true);
  head.setUint32(12, raw.length, true);
  head.setFloat64(16, firstMs, true);
  head.setFloat64(24, lastMs, true);
  head.setUint32(32, crc32(payload), true);
  head.setUint32(36, crc32(chunk.subarray(0, 36)), true);
  chunk.set(payload, HEAD_BYTES);
  return chunk;
}

/** The head at the start of `bytes`; null when none stands there. */
export function parseHead(bytes: Uint8Array): ChunkHead | null {
  if (bytes.length < HEAD_BYTES) return null;
  const head = new DataView(bytes.buffer, bytes.byteOffset, HEAD_BYTES);
  if (head.getUint32(0, true) !== CHUNK_MARK || head.getUint32(36, true) !== crc32(bytes.subarray(0, 36))) return null;
  const kind = CHUNK_KINDS[head.getUint32(4, true)];
  const rawBytes = head.getUint32(12, true);
  if (!kind || rawBytes > CHUNK_BYTES_MAX) return null;
  return {
    kind,
    packedBytes: head.getUint32(8, true),
    rawBytes,
    firstMs: head.getFloat64(16, true),
    lastMs: head.getFloat64(24, true),
    checksum: head.getUint32(32, true),
  };
}

/**
 * A chunk's content.
 *
 * @throws {HostError} `storage` when it is damaged
 */
export function unpackChunk(head: ChunkHead, payload: Uint8Array): Uint8Array {
  if (payload.length !== head.packedBytes || crc32(payload) !== head.checksum) {
    throw new HostError("storage", `Cannot read ${head.kind} of ${head.packedBytes} bytes: the checksum is wrong`);
  }
  try {
    const raw = zstdDecompressSync(payload, { maxOutputLength: Math.max(1, head.rawBytes) });
    if (raw.length === head.rawBytes) return Uint8Array.from(raw);
    throw new Error(`${raw.length} bytes instead of ${head.rawBytes}`);
  } catch (cause) {
    throw new HostError("storage", `Cannot unpack ${head.kind}: ${(cause as Error).message}`, { cause });
  }
}

export function packHeader(header: RecordingHeader): Uint8Array<ArrayBuffer> {
  const raw = new TextEncoder().encode(JSON.stringify(header));
  return packChunk("header", { raw, firstMs: header.startedAtMs, lastMs: header.startedAtMs });
}

/** @throws {HostError} `storage`, naming the field and what would be right */
export function parseHeader(raw: Uint8Array): RecordingHeader {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder().decode(raw));
  } catch (cause) {
    throw new HostError("storage", `Cannot read the recording's header: ${(cause as Error).message}`, { cause });
  }
  const result = recordingHeader.safeParse(value);
  if (result.success) return result.data;
  throw new HostError("storage", `Cannot read the recording's header: ${describeIssues(result.error, value)}`);
}

/** One frame's bytes: moment f64, dropped u32, words u32, the words. */
export function frameBytes({ takenAtMs, dropped, words }: FrameChanges): Uint8Array {
  const bytes = new Uint8Array(FRAME_HEAD_BYTES + words.byteLength);
  const head = new DataView(bytes.buffer);
  head.setFloat64(0, takenAtMs, true);
  head.setUint32(8, dropped, true);
  head.setUint32(12, words.length, true);
  bytes.set(new Uint8Array(words.buffer, words.byteOffset, words.byteLength), FRAME_HEAD_BYTES);
  return bytes;
}

/** @throws {HostError} `storage` when the bytes are no whole frames */
export function parseFrames(raw: Uint8Array): FrameChanges[] {
  const frames: FrameChanges[] = [];
  const view = new DataView(raw.buffer, raw.byteOffset, raw.length);
  for (let at = 0; at < raw.length;) {
    const words = at + FRAME_HEAD_BYTES <= raw.length ? view.getUint32(at + 12, true) : Infinity;
    const end = at + FRAME_HEAD_BYTES + 4 * words;
    if (end > raw.length) throw new HostError("storage", `Cannot read frames: ${raw.length - at} bytes are left over`);
    frames.push({
      takenAtMs: view.getFloat64(at, true),
      dropped: view.getUint32(at + 8, true),
      words: new Uint32Array(raw.slice(at + FRAME_HEAD_BYTES, end).buffer),
    });
    at = end;
  }
  return frames;
}

/** All pixels, one rectangle after the other. */
export function stateBytes(pixels: readonly Uint32Array[]): Uint8Array {
  const bytes = new Uint8Array(4 * pixels.reduce((sum, one) => sum + one.length, 0));
  let at = 0;
  for (const one of pixels) {
    bytes.set(new Uint8Array(one.buffer, one.byteOffset, one.byteLength), at);
    at += one.byteLength;
  }
  return bytes;
}
