/**
 * Wire frames between core and cell: u32 LE length of the rest, u32 LE length of the JSON, JSON, raw bytes.
 * Refuses a frame over its direction's limit as soon as its length is known, before anything is kept.
 */
import { HostError } from "../protocol/errors.ts";

/** Largest frame from core to cell: all crops of a big window. From cell to core see `CELL_MESSAGE_BYTES_MAX`. */
export const CORE_FRAME_BYTES_MAX = 33_554_432;

const LENGTH_BYTES = 4;
const SCRATCH_BYTES = 262_144;
const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { fatal: true });
const NO_BYTES = new Uint8Array(0);

/** One message with its raw bytes (none: empty). The bytes are the receiver's own. */
export interface Frame {
  json: string;
  bytes: Uint8Array;
}

/** Room for the frame that is being made; a new one each time would cost as much as all the rest. */
const scratch = new Uint8Array(SCRATCH_BYTES);
const scratchText = scratch.subarray(2 * LENGTH_BYTES);

/** Encodes one frame; `parts` follow the JSON one after the other. */
export function encodeFrame(json: string, parts: readonly Uint8Array[] = []): Uint8Array<ArrayBuffer> {
  const head = encodeShared(json, parts);
  if (parts.length === 0) return head.slice();
  const frame = new Uint8Array(LENGTH_BYTES + readLength(head, 0));
  frame.set(head);
  let at = head.length;
  for (const part of parts) {
    frame.set(part, at);
    at += part.length;
  }
  return frame;
}

/**
 * Encodes one frame up to the end of its JSON; `parts` are counted and to be written after it.
 *
 * @returns bytes that the next call overwrites
 */
export function encodeShared(json: string, parts: readonly Uint8Array[] = []): Uint8Array<ArrayBuffer> {
  // No character of a string takes more than three bytes.
  const mostBytes = 2 * LENGTH_BYTES + 3 * json.length;
  const isSmall = mostBytes <= SCRATCH_BYTES;
  const frame = isSmall ? scratch : new Uint8Array(mostBytes);
  const { written } = encoder.encodeInto(json, isSmall ? scratchText : frame.subarray(2 * LENGTH_BYTES));
  const rawBytes = parts.reduce((sum, part) => sum + part.length, 0);
  writeLength(frame, { at: 0, length: LENGTH_BYTES + written + rawBytes });
  writeLength(frame, { at: LENGTH_BYTES, length: written });
  return frame.subarray(0, 2 * LENGTH_BYTES + written);
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
      const whole = this.#wholeFrame(chunk, at);
      if (whole !== null) {
        at += LENGTH_BYTES + whole.length;
        yield frameOf(whole);
      } else if (this.#body === null) {
        this.#length[this.#lengthFilled++] = chunk[at++];
        if (this.#lengthFilled === LENGTH_BYTES) this.#startBody();
      } else {
        const taken = chunk.subarray(at, at + this.#body.length - this.#bodyFilled);
        this.#body.set(taken, this.#bodyFilled);
        this.#bodyFilled += taken.length;
        at += taken.length;
        if (this.#bodyFilled === this.#body.length) yield this.#finishBody(this.#body);
      }
    }
  }

  /** What follows the length of a frame that lies in the chunk as a whole, as most do; null when none does. */
  #wholeFrame(chunk: Uint8Array, at: number): Uint8Array | null {
    if (this.#lengthFilled > 0 || chunk.length - at < LENGTH_BYTES) return null;
    const length = readLength(chunk, at), start = at + LENGTH_BYTES;
    this.#check(length);
    return start + length > chunk.length ? null : chunk.subarray(start, start + length);
  }

  #startBody(): void {
    const length = readLength(this.#length, 0);
    this.#check(length);
    this.#body = new Uint8Array(length);
    this.#bodyFilled = 0;
  }

  #check(length: number): void {
    if (length >= LENGTH_BYTES && length <= this.#maxBytes) return;
    throw new HostError("bad_message", `Cannot take a frame of ${length} bytes: ${this.#maxBytes} at most`);
  }

  #finishBody(body: Uint8Array): Frame {
    this.#body = null;
    this.#lengthFilled = 0;
    return frameOf(body);
  }
}

/** @param body all that follows a frame's first length; may be reused afterwards */
function frameOf(body: Uint8Array): Frame {
  const jsonEnd = LENGTH_BYTES + readLength(body, 0);
  if (jsonEnd > body.length) {
    throw new HostError("bad_message", `Cannot read a frame: its JSON ends at ${jsonEnd} of ${body.length} bytes`);
  }
  try {
    const bytes = jsonEnd === body.length ? NO_BYTES : body.slice(jsonEnd);
    return { json: decoder.decode(body.subarray(LENGTH_BYTES, jsonEnd)), bytes };
  } catch (cause) {
    throw new HostError("bad_message", "Cannot read a frame: its JSON is not UTF-8", { cause });
  }
}

function readLength(bytes: Uint8Array, at: number): number {
  return (bytes[at] | bytes[at + 1] << 8 | bytes[at + 2] << 16 | bytes[at + 3] << 24) >>> 0;
}

function writeLength(bytes: Uint8Array, { at, length }: { at: number; length: number }): void {
  for (let byte = 0; byte < LENGTH_BYTES; byte++) bytes[at + byte] = length >>> (8 * byte);
}
