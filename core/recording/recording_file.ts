/** A recording opened for reading: its header, and where its chunks lie. What is cut off or damaged is named, the rest is read. */
import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { HostError } from "../protocol/errors.ts";
import {
  CHUNK_MARK,
  type ChunkHead,
  HEAD_BYTES,
  parseHead,
  parseHeader,
  type RecordingHeader,
  unpackChunk,
} from "./recording_format.ts";

const SEARCH_BYTES = 65_536;

/** A chunk and where its payload lies. */
export interface ChunkPlace extends ChunkHead {
  at: number;
  /** bytes before it are damaged: what went before it is not known */
  afterDamage: boolean;
}

/** Bytes that are read piece by piece. */
interface ByteSource {
  readonly name: string;
  readonly bytes: number;
  read(at: number, length: number): Uint8Array;
}

export class RecordingFile implements Disposable {
  readonly header: RecordingHeader;
  /** all but the header, in the order of time */
  readonly chunks: readonly ChunkPlace[];
  /** what is wrong with it, in words; empty when nothing is */
  readonly damage: string[] = [];
  readonly #source: ByteSource & Disposable;

  private constructor(source: ByteSource & Disposable) {
    this.#source = source;
    const chunks = this.#scan();
    const first = chunks.shift();
    if (first?.kind !== "header") {
      throw new HostError("storage", `Cannot read ${source.name}: it is no recording, or its beginning is damaged`);
    }
    this.header = parseHeader(this.raw(first));
    this.chunks = chunks.filter(({ kind }) => kind !== "header");
  }

  /**
   * Opens a file.
   *
   * @throws {HostError} `storage` when it cannot be read or is no recording
   */
  static open(path: string): RecordingFile {
    return RecordingFile.#open(fileSource(path));
  }

  /** Opens a recording that lies in memory. @throws {HostError} `storage` */
  static ofBytes(bytes: Uint8Array): RecordingFile {
    const read = (at: number, length: number) => bytes.subarray(at, at + length);
    return RecordingFile.#open({ name: "recording", bytes: bytes.length, read, [Symbol.dispose]() {} });
  }

  static #open(source: ByteSource & Disposable): RecordingFile {
    using opened = new DisposableStack();
    opened.use(source);
    const file = new RecordingFile(source);
    opened.move();
    return file;
  }

  get name(): string {
    return this.#source.name;
  }

  /** moment of the first frame and of the last; the header's when there is none */
  get startMs(): number {
    return this.chunks.find(({ kind }) => kind === "frames")?.firstMs ?? this.header.startedAtMs;
  }

  get endMs(): number {
    return this.chunks.findLast(({ kind }) => kind === "frames")?.lastMs ?? this.header.startedAtMs;
  }

  /** A chunk's content. @throws {HostError} `storage` when it is damaged */
  raw(chunk: ChunkPlace): Uint8Array {
    return unpackChunk(chunk, this.#source.read(chunk.at, chunk.packedBytes));
  }

  #scan(): ChunkPlace[] {
    const { bytes, name } = this.#source;
    const chunks: ChunkPlace[] = [];
    let afterDamage = false;
    for (let at = 0; at < bytes;) {
      const head = parseHead(this.#source.read(at, HEAD_BYTES));
      const end = at + HEAD_BYTES + (head?.packedBytes ?? 0);
      if (head && end <= bytes) {
        chunks.push({ ...head, at: at + HEAD_BYTES, afterDamage });
        afterDamage = false;
        at = end;
        continue;
      }
      if (chunks.length === 0) return [];
      const next = head ? bytes : this.#nextHead(at + 1);
      this.damage.push(
        next === bytes
          ? `${name} is cut off at byte ${at} of ${bytes}`
          : `${name} is damaged from byte ${at} to ${next}`,
      );
      at = next;
      afterDamage = true;
    }
    return chunks;
  }

  /** Where the next head begins, or the end. */
  #nextHead(from: number): number {
    const { bytes } = this.#source;
    for (let at = from; at < bytes; at += SEARCH_BYTES) {
      const piece = this.#source.read(at, Math.min(bytes - at, SEARCH_BYTES + HEAD_BYTES));
      const view = new DataView(piece.buffer, piece.byteOffset, piece.length);
      for (let index = 0; index < Math.min(SEARCH_BYTES, piece.length - 4); index++) {
        if (view.getUint32(index, true) === CHUNK_MARK && parseHead(piece.subarray(index))) return at + index;
      }
    }
    return bytes;
  }

  [Symbol.dispose](): void {
    this.#source[Symbol.dispose]();
  }
}

function fileSource(path: string): ByteSource & Disposable {
  let file: number;
  try {
    file = openSync(path, "r");
  } catch (cause) {
    throw new HostError("storage", `Cannot open recording ${path}: ${(cause as Error).message}`, { cause });
  }
  return {
    name: path,
    bytes: Number(fstatSync(file).size),
    read(at, length) {
      const bytes = new Uint8Array(length);
      return bytes.subarray(0, readSync(file, bytes, 0, length, at));
    },
    [Symbol.dispose]: () => closeSync(file),
  };
}
