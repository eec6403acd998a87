/** The line network's arithmetic: products of matrices, and activations with the largest of a few neighbours kept. */
// @ts-nocheck: AssemblyScript

/** First free byte of the memory; who calls lays out what follows, in multiples of 16. */
export const free: usize = (__heap_base + 63) & ~63;

/** Makes the memory at least so many bytes long. */
export function makeRoom(bytes: usize): void {
  const pages = <i32> ((bytes + 0xffff) >> 16) - memory.size();
  if (pages > 0 && memory.grow(pages) < 0) unreachable();
}

/**
 * Adds to `c` the product of `a`, m rows of k, and `b`, k rows of n. `n` is a multiple of four; `b` and `c` are dense;
 * `aRow` and `aColumn` are bytes from one row and one column of `a` to the next, whose rows may overlap.
 */
export function multiply(
  a: usize,
  aRow: usize,
  aColumn: usize,
  b: usize,
  c: usize,
  m: i32,
  n: i32,
  k: i32,
): void {
  const pitch = <usize> n << 2;
  let row = 0;
  for (; row + 4 <= m; row += 4) {
    const aAt = a + <usize> row * aRow, cAt = c + <usize> row * pitch;
    let column: usize = 0;
    for (; column + 32 <= pitch; column += 32) tile8(aAt, aRow, aColumn, b + column, cAt + column, pitch, k);
    for (; column < pitch; column += 16) tile4(aAt, aRow, aColumn, b + column, cAt + column, pitch, k);
  }
  for (; row < m; row++) {
    const aAt = a + <usize> row * aRow, cAt = c + <usize> row * pitch;
    for (let column: usize = 0; column < pitch; column += 16) tile1(aAt, aColumn, b + column, cAt + column, pitch, k);
  }
}

// @ts-ignore: decorator

function add(to: v128, a: usize, b: v128): v128 {
  return f32x4.add(to, f32x4.mul(v128.load_splat<f32>(a), b));
}

/** Four rows, eight columns. */
function tile8(a: usize, aRow: usize, aColumn: usize, b: usize, c: usize, pitch: usize, k: i32): void {
  const c1 = c + pitch, c2 = c1 + pitch, c3 = c2 + pitch;
  let s00 = v128.load(c), s01 = v128.load(c, 16), s10 = v128.load(c1), s11 = v128.load(c1, 16);
  let s20 = v128.load(c2), s21 = v128.load(c2, 16), s30 = v128.load(c3), s31 = v128.load(c3, 16);
  let a0 = a, a1 = a + aRow, a2 = a1 + aRow, a3 = a2 + aRow;
  for (let i = 0; i < k; i++) {
    const b0 = v128.load(b), b1 = v128.load(b, 16);
    const v0 = v128.load_splat<f32>(a0), v1 = v128.load_splat<f32>(a1);
    const v2 = v128.load_splat<f32>(a2), v3 = v128.load_splat<f32>(a3);
    s00 = f32x4.add(s00, f32x4.mul(v0, b0));
    s01 = f32x4.add(s01, f32x4.mul(v0, b1));
    s10 = f32x4.add(s10, f32x4.mul(v1, b0));
    s11 = f32x4.add(s11, f32x4.mul(v1, b1));
    s20 = f32x4.add(s20, f32x4.mul(v2, b0));
    s21 = f32x4.add(s21, f32x4.mul(v2, b1));
    s30 = f32x4.add(s30, f32x4.mul(v3, b0));
    s31 = f32x4.add(s31, f32x4.mul(v3, b1));
    a0 += aColumn;
    a1 += aColumn;
    a2 += aColumn;
    a3 += aColumn;
    b += pitch;
  }
  v128.store(c, s00);
  v128.store(c, s01, 16);
  v128.store(c1, s10);
  v128.store(c1, s11, 16);
  v128.store(c2, s20);
  v128.store(c2, s21, 16);
  v128.store(c3, s30);
  v128.store(c3, s31, 16);
}

/** Four rows, four columns. */
function tile4(a: usize, aRow: usize, aColumn: usize, b: usize, c: usize, pitch: usize, k: i32): void {
  const c1 = c + pitch, c2 = c1 + pitch, c3 = c2 + pitch;
  let s0 = v128.load(c), s1 = v128.load(c1), s2 = v128.load(c2), s3 = v128.load(c3);
  let a0 = a, a1 = a + aRow, a2 = a1 + aRow, a3 = a2 + aRow;
  for (let i = 0; i < k; i++) {
    const b0 = v128.load(b);
    s0 = add(s0, a0, b0);
    s1 = add(s1, a1, b0);
    s2 = add(s2, a2, b0);
    s3 = add(s3, a3, b0);
    a0 += aColumn;
    a1 += aColumn;
    a2 += aColumn;
    a3 += aColumn;
    b += pitch;
  }
  v128.store(c, s0);
  v128.store(c1, s1);
  v128.store(c2, s2);
  v128.store(c3, s3);
}

/** One row, four columns. */
function tile1(a: usize, aColumn: usize, b: usize, c: usize, pitch: usize, k: i32): void {
  let sum = v128.load(c);
  for (let i = 0; i < k; i++) {
    sum = add(sum, a, v128.load(b));
    a += aColumn;
    b += pitch;
  }
  v128.store(c, sum);
}

/**
 * Writes to `out`, row by row, the largest of each `down` by `across` sums of `raw`, plus its channel's bias, and a
 * tenth of it where it is below zero. `rows` and `columns` are those of `out`; pitches are bytes from row to row.
 */
export function activate(
  raw: usize,
  rawPitch: usize,
  bias: usize,
  out: usize,
  outPitch: usize,
  rows: i32,
  columns: i32,
  channels: i32,
  down: i32,
  across: i32,
): void {
  const size = <usize> channels << 2, slope = f32x4.splat(0.1);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const from = raw + <usize> (row * down) * rawPitch + <usize> (column * across) * size;
      const to = out + <usize> row * outPitch + <usize> column * size;
      for (let at: usize = 0; at < size; at += 16) {
        let most = v128.load(from + at);
        for (let y = 0; y < down; y++) {
          for (let x = 0; x < across; x++) {
            most = f32x4.max(most, v128.load(from + <usize> y * rawPitch + <usize> x * size + at));
          }
        }
        const sum = f32x4.add(most, v128.load(bias + at));
        v128.store(to + at, f32x4.max(sum, f32x4.mul(sum, slope)));
      }
    }
  }
}
