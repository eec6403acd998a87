/** Memory that an X server draws into and in which its pixels become RGBA. Refuses to own any other layout than B, G, R, unused. */

/** Pictures have to start at multiples of this, in bytes: the conversion takes as many at once. */
export const PIXEL_BLOCK_BYTES = 64;
const PAGE_BYTES = 65_536;

const LOCAL_GET = 0x20, LOCAL_SET = 0x21, LOCAL_TEE = 0x22, I32_CONST = 0x41, I32_ADD = 0x6a, I32_LT_U = 0x49;
const LOOP = 0x03, BR_IF = 0x0d, END = 0x0b, VOID = 0x40, I32 = 0x7f, V128 = 0x7b, SIMD = 0xfd;
const V128_LOAD = [SIMD, 0x00], V128_STORE = [SIMD, 0x0b], V128_CONST = [SIMD, 0x0c], V128_OR = [SIMD, 0x50];
const I8X16_SHUFFLE = [SIMD, 0x0d];
const AT = 0, ENDS_AT = 1, PIXELS = 2;

/** Four pixels at `at + offset`: B and R change places, the unused byte becomes 255. */
function swapFour(offset: number): number[] {
  return [
    ...[LOCAL_GET, AT, ...V128_LOAD, 0, offset, LOCAL_SET, PIXELS],
    ...[LOCAL_GET, AT, LOCAL_GET, PIXELS, LOCAL_GET, PIXELS],
    ...[...I8X16_SHUFFLE, 2, 1, 0, 3, 6, 5, 4, 7, 10, 9, 8, 11, 14, 13, 12, 15],
    ...[...V128_CONST, 0, 0, 0, 255, 0, 0, 0, 255, 0, 0, 0, 255, 0, 0, 0, 255, ...V128_OR],
    ...[...V128_STORE, 0, offset],
  ];
}

/** A section of a WebAssembly module: its id, its length, its bytes. */
function section(id: number, bytes: number[]): number[] {
  return [id, ...leb128(bytes.length), ...bytes];
}

function leb128(value: number): number[] {
  return value < 128 ? [value] : [value % 128 + 128, ...leb128(Math.floor(value / 128))];
}

/** `(at, endsAt) => { do { swap 16 pixels at `at`; at += 64 } while (at < endsAt) }`, over an imported memory. */
function swapModule(): WebAssembly.Module {
  const step = [LOCAL_GET, AT, I32_CONST, 0xc0, 0x00, I32_ADD, LOCAL_TEE, AT, LOCAL_GET, ENDS_AT, I32_LT_U, BR_IF, 0];
  const code = [1, 1, V128, LOOP, VOID, ...[0, 16, 32, 48].flatMap(swapFour), ...step, END, END];
  return new WebAssembly.Module(
    new Uint8Array([
      ...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
      ...section(1, [1, 0x60, 2, I32, I32, 0]),
      ...section(2, [1, 1, 0x6d, 1, 0x6d, 2, 0, 1]),
      ...section(3, [1, 0]),
      ...section(7, [1, 1, 0x66, 0, 0]),
      ...section(10, [1, ...leb128(code.length), ...code]),
    ]),
  );
}

const module = swapModule();

/** A fixed piece of memory and the conversion that works inside it. */
export class PixelMemory {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly #swap: (at: number, endsAt: number) => void;

  /** @param bytesMin rounded up to whole pages of 64 KiB */
  constructor(bytesMin: number) {
    const pages = Math.ceil(bytesMin / PAGE_BYTES);
    const memory = new WebAssembly.Memory({ initial: pages, maximum: pages });
    this.bytes = new Uint8Array(memory.buffer as ArrayBuffer);
    const { exports } = new WebAssembly.Instance(module, { m: { m: memory } });
    this.#swap = exports.f as (at: number, endsAt: number) => void;
  }

  /** Turns the first `length` bytes from B, G, R, unused into R, G, B, 255. */
  toRgba(length: number): void {
    if (length > this.bytes.length) throw new RangeError(`Cannot convert ${length} bytes of ${this.bytes.length}`);
    if (length > 0) this.#swap(0, length);
  }
}
