/**
 * Wire frames between core and cell: u32 LE length of the rest, u32 LE length of the JSON, JSON, raw bytes.
 * Refuses a frame over its direction's limit as soon as its length is known, before anything is kept.
 */
import { HostError } from "../protocol/errors.ts";

/** Largest frame from core to cell: all crops of a big window. From cell to core see `CELL_MESSAGE_BYTES_MAX`. */
export const CORE_FRAME_BYTES_MAX = 33_554_432;

const LENGTH_BYTES = 4;
const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { fatal: true });

/** One message with its raw bytes (none: empty). The bytes are the receiver's own. */
export interface Frame {
  json: string;
  bytes: Uint8Array;
}

/** Encodes one frame; `parts` follow the JSON one after the other. */
export function encodeFrame(json: string, parts: readonly Uint8Array[] = []): Uint8Array<ArrayBuffer> {
  const text = encoder.encode(json);
  const rawBytes = parts.reduce((sum, part) => sum + part.length, 0);
  const frame = new Uint8Array(2 * LENGTH_BYTES + text.length + rawBytes);
  const view = new DataView(frame.buffer);
  view.setUint32(0, frame.length - LENGTH_BYTES, true);
  view.setUint32(LENGTH_BYTES, text.length, true);
  frame.set(text, 2 * LENGTH_BYTES);
  let at = 2 * LENGTH_BYTES + text.length;
  for (const part of parts) {
    frame.set(part, at);
    at += part.length;
  }
  return frame;
}

/** Takes chunks cut anywhere, gives whole frames. After an error it must not be used again. */
export class FrameDecoder {
  readonly #maxBytes: number;
  readonly #length = new Uint8Array(LENGTH_BYTES);
  #lengthFilled = 0;
  #body: Uint8Array | null = null;
  #bodyFilled = 0;

  /** @param options `maxBytes`: largest frame, without its first length field */
  constructor(options: { maxBytes: number }) {
    this.#maxBytes = options.maxBytes;
  }

  /**
   * Yields the frames that `chunk` completes. The chunk may be reused once the frames have been taken.
   *
   * @throws {HostError} `bad_message` for a frame that is too big, too small or not UTF-8
   */
  *push(chunk: Uint8Array): Generator<Frame> {
    let at = 0;
    while (at < chunk.length) {
      if (this.#body === null) {
        this.#length[this.#lengthFilled++] = chunk[at++];
        if (this.#lengthFilled === LENGTH_BYTES) this.#startBody();
        continue;
      }
      const taken = chunk.subarray(at, at + this.#body.length - this.#bodyFilled);
      this.#body.set(taken, this.#bodyFilled);
      this.#bodyFilled += taken.length;
      at += taken.length;
      if (this.#bodyFilled === this.#body.length) yield this.#finishBody(this.#body);
    }
  }

  #startBody(): void {
    const length = readLength(this.#length);
    if (length < LENGTH_BYTES || length > this.#maxBytes) {
      throw new HostError("bad_message", `Cannot take a frame of ${length} bytes: ${this.#maxBytes} at most`);
    }
    this.#body = new Uint8Array(length);
    this.#bodyFilled = 0;
  }

  #finishBody(body: Uint8Array): Frame {
    this.#body = null;
    this.#lengthFilled = 0;
    const jsonEnd = LENGTH_BYTES + readLength(body);
    if (jsonEnd > body.length) {
      throw new HostError("bad_message", `Cannot read a frame: its JSON ends at ${jsonEnd} of ${body.length} bytes`);
    }
    try {
      return { json: decoder.decode(body.subarray(LENGTH_BYTES, jsonEnd)), bytes: body.subarray(jsonEnd) };
    } catch (cause) {
      throw new HostError("bad_message", "Cannot read a frame: its JSON is not UTF-8", { cause });
    }
  }
}

function readLength(bytes: Uint8Array): number {
  return new DataView(bytes.buffer, bytes.byteOffset, LENGTH_BYTES).getUint32(0, true);
}
