/**
 * Looks at the `-wal` file before SQLite does, which takes what it can read of it and leaves out the rest in silence.
 * Where whole pages stand behind a damaged one, both files are copied aside first and that is told. Mends nothing.
 */
const HEADER_BYTES = 32;
const FRAME_HEADER_BYTES = 24;
const MAGIC = 0x377f0682;

/** What stands in a WAL file. */
export interface WalState {
  /** frames that SQLite will read */
  frames: number;
  /** of this generation and behind the first that it cannot read */
  lost: number;
  headerIsGood: boolean;
}

/** Copies of both files that are kept at most; a name more, for the next one is whole before an old one goes. */
const KEPT_MAX = 9;

/** Where copies of a database may be kept, as SQLite would open them: each with its `-wal`. */
export function keptPaths(path: string): string[] {
  return Array.from({ length: KEPT_MAX + 1 }, (_, at) => `${path}.kept-${at + 1}`);
}

/**
 * Keeps a copy where committed rows may be left out: the header is damaged, or pages behind a damaged one are whole. A
 * torn page at the end is what a killed program leaves, and passes. What is kept already is not kept twice. Of too many
 * copies the oldest goes but for the first, with which the trouble began.
 *
 * @param tell what was found and where the copy is
 */
export function keepDamagedWal(path: string, tell: (message: string) => void): void {
  const wal = `${path}-wal`;
  const bytes = readIfThere(wal);
  if (!bytes || bytes.length <= HEADER_BYTES) return;
  const { headerIsGood, frames, lost } = walState(bytes);
  if (headerIsGood && lost === 0) return;
  const kept = keptPaths(path).find((name) => isThere(name) && isSame(readIfThere(`${name}-wal`), bytes)) ??
    keep(path, tell);
  const what = headerIsGood
    ? `${lost} pages behind the ${frames} that can be read`
    : "its header, and with it all of it";
  tell(
    `${wal} is damaged: ${what}. Rows that were committed last may be missing; as it was it is kept in ${kept} and ${kept}-wal`,
  );
}

/** @returns the copy's name */
function keep(path: string, tell: (message: string) => void): string {
  const names = keptPaths(path);
  // Of a start that was killed in between.
  if (names.every(isThere)) forgetOldest(names.slice(1), tell);
  const kept = names.find((name) => !isThere(name))!;
  Deno.copyFileSync(path, kept);
  Deno.copyFileSync(`${path}-wal`, `${kept}-wal`);
  if (names.every(isThere)) forgetOldest(names.slice(1).filter((name) => name !== kept), tell);
  return kept;
}

function forgetOldest(names: string[], tell: (message: string) => void): void {
  const [oldest] = names.sort((a, b) => changedMs(a) - changedMs(b));
  for (const name of [oldest, `${oldest}-wal`]) if (isThere(name)) Deno.removeSync(name);
  tell(
    `${KEPT_MAX} copies of a database with a damaged -wal file are kept: ${oldest}, the oldest but the first, is deleted`,
  );
}

function changedMs(path: string): number {
  return Deno.statSync(path).mtime?.getTime() ?? 0;
}

function isSame(one: Uint8Array | null, other: Uint8Array): boolean {
  return one !== null && one.length === other.length && one.every((byte, at) => byte === other[at]);
}

/** Reads the chain of checksums as SQLite does. */
export function walState(bytes: Uint8Array): WalState {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const bad = { frames: 0, lost: 0, headerIsGood: false };
  if (bytes.length < HEADER_BYTES) return bad;
  const magic = view.getUint32(0);
  if (magic !== MAGIC && magic !== MAGIC + 1) return bad;
  const words = { view, little: magic === MAGIC }, pageBytes = view.getUint32(8);
  let sum = checksum(words, { from: 0, to: 24, sum: [0, 0] });
  if (sum[0] !== view.getUint32(24) || sum[1] !== view.getUint32(28) || pageBytes < 512) return bad;
  const salts = [view.getUint32(16), view.getUint32(20)];
  let frames = 0, lost = 0, isWhole = true, torn = 0;
  for (let at = HEADER_BYTES; at + FRAME_HEADER_BYTES + pageBytes <= bytes.length;) {
    const isOurs = view.getUint32(at + 8) === salts[0] && view.getUint32(at + 12) === salts[1];
    const next = checksum(words, { from: at, to: at + 8, sum });
    const own = checksum(words, { from: at + FRAME_HEADER_BYTES, to: at + FRAME_HEADER_BYTES + pageBytes, sum: next });
    const matches = isOurs && own[0] === view.getUint32(at + 16) && own[1] === view.getUint32(at + 20);
    if (isWhole && matches) [frames, sum] = [frames + 1, own];
    else if (isWhole) [isWhole, torn] = [false, isOurs ? 1 : 0];
    // What an earlier generation left behind the end has other salts.
    else if (isOurs) lost += 1;
    at += FRAME_HEADER_BYTES + pageBytes;
  }
  return { frames, lost: lost > 0 ? lost + torn : 0, headerIsGood: true };
}

type Sum = [number, number];

function checksum(
  { view, little }: { view: DataView; little: boolean },
  { from, to, sum }: { from: number; to: number; sum: Sum },
): Sum {
  let [a, b] = sum;
  for (let at = from; at < to; at += 8) {
    a = (a + view.getUint32(at, little) + b) >>> 0;
    b = (b + view.getUint32(at + 4, little) + a) >>> 0;
  }
  return [a, b];
}

function readIfThere(path: string): Uint8Array | null {
  try {
    return Deno.readFileSync(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
}

/** Whether there is a file at a path. */
export function isThere(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}
