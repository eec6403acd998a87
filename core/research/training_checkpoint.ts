/**
 * Grown trees on disk while training is under way: appended one by one, so that training that was killed goes on behind
 * its last whole tree. A file of other data or other settings is not used.
 */
import { crc32 } from "node:zlib";
import { HostError } from "../protocol/errors.ts";
import type { TreesKind } from "./trees.ts";

/** Kind, number and bytes of a tree, checksum of its nodes. */
const HEAD_BYTES = 16;
const KINDS: readonly TreesKind[] = ["forest", "boosting"];

/** One grown tree; `number` counts within its kind. */
export interface GrownTree {
  kind: TreesKind;
  number: number;
  nodes: Uint32Array<ArrayBuffer>;
}

export class TrainingCheckpoint implements Disposable {
  readonly #file: Deno.FsFile;
  /** what was there already */
  readonly trees: readonly GrownTree[];

  private constructor(file: Deno.FsFile, trees: readonly GrownTree[]) {
    this.#file = file;
    this.trees = trees;
  }

  /**
   * @param key what training depends on: data, settings; a file with another key is begun anew
   * @throws {HostError} `refused` while another training holds the file
   */
  static async open(path: string, key: string): Promise<TrainingCheckpoint> {
    const file = await Deno.open(path, { read: true, write: true, create: true });
    if (!await file.tryLock(true)) {
      file.close();
      throw new HostError(
        "refused",
        `Cannot train: another training is writing ${path}; wait for it, or choose another name`,
      );
    }
    const head = new TextEncoder().encode(`${key}\n`), bytes = await Deno.readFile(path);
    const same = head.every((byte, index) => bytes[index] === byte);
    const { trees, end } = same ? readTrees(bytes, head.length) : { trees: [], end: 0 };
    await file.truncate(end);
    await file.seek(end, Deno.SeekMode.Start);
    if (!same) await writeAll(file, head);
    return new TrainingCheckpoint(file, trees);
  }

  async append({ kind, number, nodes }: GrownTree): Promise<void> {
    const body = new Uint8Array(nodes.buffer, nodes.byteOffset, nodes.byteLength);
    const record = new Uint8Array(HEAD_BYTES + body.length);
    new Uint32Array(record.buffer, 0, 4).set([KINDS.indexOf(kind), number, body.length, crc32(body)]);
    record.set(body, HEAD_BYTES);
    await writeAll(this.#file, record);
  }

  [Symbol.dispose](): void {
    this.#file.close();
  }
}

/** Whole trees from `start` on, and where the last of them ends. */
function readTrees(bytes: Uint8Array<ArrayBuffer>, start: number): { trees: GrownTree[]; end: number } {
  const trees: GrownTree[] = [];
  let at = start;
  while (at + HEAD_BYTES <= bytes.length) {
    const [kind, number, length, sum] = new Uint32Array(bytes.slice(at, at + HEAD_BYTES).buffer);
    const body = bytes.slice(at + HEAD_BYTES, at + HEAD_BYTES + length);
    if (!(kind in KINDS) || body.length !== length || length % 8 !== 0 || crc32(body) !== sum) break;
    trees.push({ kind: KINDS[kind], number, nodes: new Uint32Array(body.buffer) });
    at += HEAD_BYTES + length;
  }
  return { trees, end: at };
}

async function writeAll(file: Deno.FsFile, bytes: Uint8Array): Promise<void> {
  for (let sent = 0; sent < bytes.length;) sent += await file.write(bytes.subarray(sent));
}
