/** Grabs rectangles of an X11 screen through memory shared with the server. Refuses rectangles outside; one grab at a time. */
import { HostError } from "../protocol/errors.ts";
import type { Picture, Rect } from "../protocol/picture.ts";
import type { X11Connection } from "./x11_connection.ts";
import { PIXEL_BLOCK_BYTES, PixelMemory } from "./x11_pixels.ts";

const GRAB_RECTS_MAX = 256;
const GRAB_BYTES_MAX = 268_435_456;
const FIRST_SEGMENT_BYTES = 2_097_152;

const ALL_PLANES = 0xffffffff, Z_PIXMAP = 2;
const MFD_CLOEXEC = 1,
  PROT_READ_WRITE = 3,
  MAP_SHARED_FIXED = 0x11,
  MAP_OWN_FIXED = 0x32,
  MAP_FAILED = 0xffffffffffffffffn;
const ERROR_NAMES: Record<number, string> = { 1: "BadRequest", 2: "BadValue", 8: "BadMatch", 9: "BadDrawable" };

/** Memory that the server writes into. It has no name, so it ends with its last user, however that one ends. */
interface Segment {
  /** the server's name for it */
  id: number;
  memory: PixelMemory;
  address: bigint;
}

export class X11Grabber implements Disposable {
  readonly #connection: X11Connection;
  #segment: Segment;

  constructor(connection: X11Connection) {
    this.#connection = connection;
    this.#segment = this.#share(FIRST_SEGMENT_BYTES);
  }

  /**
   * Grabs rectangles; all requests are sent before the first answer is awaited. To be called once the grab before has ended.
   *
   * @returns a picture a rectangle, in order, of bytes that the next grab overwrites
   * @throws {HostError} `screen` when a rectangle reaches outside, the screen was resized or the server is gone
   * @throws {RangeError} for more than `GRAB_RECTS_MAX` rectangles or `GRAB_BYTES_MAX` bytes
   */
  async grab(rects: readonly Rect[]): Promise<Picture[]> {
    const offsets = this.#place(rects);
    this.#connection.assertReady();
    this.#reserve(offsets[rects.length]);
    const codes = await this.#connection.answers(this.#request(rects, offsets));
    const failed = codes.findIndex((code) => code !== 0);
    if (failed >= 0) throw refusal(rects[failed], codes[failed]);
    const { memory } = this.#segment;
    memory.toRgba(offsets[rects.length]);
    return rects.map(({ width, height }, index) => ({
      width,
      height,
      data: memory.bytes.subarray(offsets[index], offsets[index] + 4 * width * height),
    }));
  }

  /** Whether the X server is there, so that another grab may go better. */
  isOpen(): boolean {
    return this.#connection.isOpen();
  }

  /** Where each picture starts in the segment, and last where all of them end. */
  #place(rects: readonly Rect[]): number[] {
    if (rects.length > GRAB_RECTS_MAX) throw new RangeError(`Cannot grab ${rects.length} rectangles at once`);
    const { width, height } = this.#connection.screen;
    const offsets = [0];
    for (const rect of rects) {
      if (!isInside(rect, { width, height })) {
        throw new HostError("screen", `Cannot grab ${describe(rect)}: outside the screen of ${width}x${height}`);
      }
      const blocks = Math.ceil(4 * rect.width * rect.height / PIXEL_BLOCK_BYTES);
      offsets.push(offsets[offsets.length - 1] + blocks * PIXEL_BLOCK_BYTES);
    }
    const bytes = offsets[rects.length];
    if (bytes > GRAB_BYTES_MAX) throw new RangeError(`Cannot grab ${bytes} bytes at once`);
    return offsets;
  }

  #request(rects: readonly Rect[], offsets: readonly number[]): number[] {
    const { handle, screen, libraries: { shm } } = this.#connection;
    const requests = rects.map(({ x, y, width, height }, index) =>
      shm.xcb_shm_get_image(
        ...[handle, screen.root, x, y, width, height, ALL_PLANES, Z_PIXMAP, this.#segment.id, offsets[index]] as const,
      )
    );
    this.#connection.flush();
    return requests;
  }

  #reserve(bytes: number): void {
    if (bytes <= this.#segment.memory.bytes.length) return;
    const old = this.#segment;
    this.#segment = this.#share(Math.max(bytes, 2 * old.memory.bytes.length));
    this.#release(old);
  }

  /**
   * Lays nameless shared memory over a piece of our own and hands it to the server, which then draws straight into the
   * bytes that callers read. What goes wrong in the server shows at the first grab.
   */
  #share(bytesMin: number): Segment {
    const { handle, libraries: { c, shm, xcb } } = this.#connection;
    const memory = new PixelMemory(bytesMin);
    const bytes = BigInt(memory.bytes.length);
    const file = c.memfd_create(new TextEncoder().encode("aviator-screen\0"), MFD_CLOEXEC);
    if (file < 0) throw new HostError("screen", "Cannot share memory with the X server: no memory file");
    const address = c.address(memory.bytes, memory.bytes, 0n);
    const mapped = c.ftruncate(file, bytes) === 0 &&
      c.mmap(address, bytes, PROT_READ_WRITE, MAP_SHARED_FIXED, file, 0n) !== MAP_FAILED;
    if (!mapped) {
      c.close(file);
      throw new HostError("screen", `Cannot share memory with the X server: ${bytes} bytes`);
    }
    const id = xcb.xcb_generate_id(handle);
    // xcb closes the file once it is sent.
    shm.xcb_shm_attach_fd(handle, id, file, 0);
    return { id, memory, address };
  }

  /** Lays memory of our own over it again: the shared memory is freed now, not when pictures are garbage at last. */
  #release({ id, address, memory }: Segment): void {
    const { handle, libraries: { c, shm } } = this.#connection;
    shm.xcb_shm_detach(handle, id);
    this.#connection.flush();
    c.mmap(address, BigInt(memory.bytes.length), PROT_READ_WRITE, MAP_OWN_FIXED, -1, 0n);
  }

  [Symbol.dispose](): void {
    this.#release(this.#segment);
  }
}

function isInside(rect: Rect, screen: { width: number; height: number }): boolean {
  const { x, y, width, height } = rect;
  return [x, y, width, height].every(Number.isSafeInteger) && x >= 0 && y >= 0 && width >= 1 && height >= 1 &&
    x + width <= screen.width && y + height <= screen.height;
}

function describe({ x, y, width, height }: Rect): string {
  return `${width}x${height} at ${x},${y}`;
}

function refusal(rect: Rect, code: number): HostError {
  const name = ERROR_NAMES[code] ?? `error ${code}`;
  return new HostError(
    "screen",
    `Cannot grab ${describe(rect)}: the X server answered ${name}; was the screen resized?`,
  );
}
