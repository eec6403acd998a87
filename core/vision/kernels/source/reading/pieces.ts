/** Connected pieces of ink in the mask: runs of each row, joined with those of the row above by edge or corner. */
// @ts-nocheck: AssemblyScript
const RUNS_MAX: i32 = 12000;
const PIECES_MAX: i32 = 400;

/** A run: left, right, row, and the run that it is joined to. */
const runs: usize = memory.data(16 * 12000, 16);
/** The piece of each run that stands for its component. */
const pieceOf: usize = memory.data(4 * 12000, 16);
/** A piece: left, top, right, bottom, pixels of ink. */
export const pieces: usize = memory.data(20 * 400, 16);

function left(run: i32): i32 {
  return load<i32>(runs + 16 * <usize> run);
}

function right(run: i32): i32 {
  return load<i32>(runs + 16 * <usize> run, 4);
}

function find(run: i32): i32 {
  let at = runs + 16 * <usize> run;
  while (true) {
    const parent = load<i32>(at, 12);
    if (parent == run) return run;
    const above = load<i32>(runs + 16 * <usize> parent, 12);
    store<i32>(at, above, 12);
    run = above;
    at = runs + 16 * <usize> run;
  }
}

/** Writes the pieces with at least `threshold` ink; their number, 0 when there are more than writing ever has. */
export function findPieces(mask: usize, width: i32, height: i32, threshold: i32): i32 {
  let count = 0, aboveFirst = 0;
  for (let y = 0; y < height; y++) {
    const first = count;
    count = findRuns(mask + <usize> (y * width), count, y, width, threshold);
    if (count < 0) return 0;
    joinRows(aboveFirst, first, count);
    aboveFirst = first;
  }
  return gather(count);
}

/** Appends the runs of a row; -1 when there are too many. */
function findRuns(row: usize, count: i32, y: i32, width: i32, threshold: i32): i32 {
  const limit = i8x16.splat(<i8> threshold);
  let inside: i32 = 0;
  for (let x = 0; x < width; x += 16) {
    let ink = i8x16.bitmask(i8x16.ge_u(v128.load(row + <usize> x), limit));
    // What lies behind the row's end is the next row.
    if (x + 16 > width) ink &= (1 << (width - x)) - 1;
    let changes = (ink ^ ((ink << 1) | inside)) & 0xffff;
    while (changes != 0) {
      const at = x + ctz(changes);
      changes &= changes - 1;
      const run = runs + 16 * <usize> count;
      if (inside == 0) {
        if (count == RUNS_MAX) return -1;
        store<i32>(run, at);
        store<i32>(run, y, 8);
        store<i32>(run, count, 12);
        inside = 1;
      } else {
        store<i32>(run, at - 1, 4);
        inside = 0;
        count++;
      }
    }
  }
  if (inside != 0) {
    store<i32>(runs + 16 * <usize> count, width - 1, 4);
    count++;
  }
  return count;
}

function joinRows(above: i32, first: i32, end: i32): void {
  for (let run = first; run < end; run++) {
    while (above < first && right(above) < left(run) - 1) above++;
    for (let k = above; k < first && left(k) <= right(run) + 1; k++) {
      const one = find(k), other = find(run);
      if (one < other) store<i32>(runs + 16 * <usize> other, one, 12);
      else store<i32>(runs + 16 * <usize> one, other, 12);
    }
  }
}

function gather(count: i32): i32 {
  let found = 0;
  for (let run = 0; run < count; run++) {
    const root = find(run);
    const y = load<i32>(runs + 16 * <usize> run, 8), ink = right(run) - left(run) + 1;
    if (root == run) {
      if (found == PIECES_MAX) return 0;
      const piece = pieces + 20 * <usize> found;
      store<i32>(pieceOf + 4 * <usize> run, found++);
      store<i32>(piece, left(run));
      store<i32>(piece, y, 4);
      store<i32>(piece, right(run), 8);
      store<i32>(piece, y, 12);
      store<i32>(piece, ink, 16);
      continue;
    }
    const piece = pieces + 20 * <usize> load<i32>(pieceOf + 4 * <usize> root);
    store<i32>(piece, min(load<i32>(piece), left(run)));
    store<i32>(piece, max(load<i32>(piece, 8), right(run)), 8);
    store<i32>(piece, max(load<i32>(piece, 12), y), 12);
    store<i32>(piece, load<i32>(piece, 16) + ink, 16);
  }
  return found;
}
