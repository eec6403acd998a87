/**
 * Packs pictures as PNG files on a thread of its own, which ends when nobody has looked for a while. A canvas would do it
 * on the core's own thread, and each of its large pictures has all garbage collected at once.
 */
import { HostError } from "../protocol/errors.ts";
import type { Picture } from "../protocol/picture.ts";

/** So many pictures wait at most; each takes up to 15 MB. */
export const PICTURES_WAITING_MAX = 4;
const IDLE_MAX_MS = 10_000;

interface Waiting {
  resolve: (bytes: Uint8Array<ArrayBuffer>) => void;
  reject: (error: HostError) => void;
}

export class PictureThread implements Disposable {
  readonly #idleMs: number;
  #worker: Worker | null = null;
  /** in the order in which the thread answers */
  #waiting: Waiting[] = [];
  #idle: ReturnType<typeof setTimeout> | undefined;

  /** @param options `idleMs`: how long the thread stays without work */
  constructor({ idleMs = IDLE_MAX_MS }: { idleMs?: number } = {}) {
    this.#idleMs = idleMs;
  }

  get running(): boolean {
    return this.#worker !== null;
  }

  /**
   * A picture to the bit; transparency is left out.
   *
   * @throws {HostError} `queue_full` when too many wait, `bad_message` when it cannot be packed, `refused` at the end
   */
  pack(picture: Picture): Promise<Uint8Array<ArrayBuffer>> {
    if (this.#waiting.length >= PICTURES_WAITING_MAX) {
      const reason = `${this.#waiting.length} pictures wait already`;
      return Promise.reject(new HostError("queue_full", `Cannot pack a picture: ${reason}`));
    }
    clearTimeout(this.#idle);
    const worker = this.#worker ??= this.#start();
    return new Promise((resolve, reject) => {
      this.#waiting.push({ resolve, reject });
      worker.postMessage(picture);
    });
  }

  [Symbol.dispose](): void {
    this.#end(new HostError("refused", "Cannot pack a picture: the program stops"));
  }

  #start(): Worker {
    const worker = new Worker(new URL("./picture_worker.ts", import.meta.url), {
      type: "module",
      name: "pictures",
      deno: { permissions: "none" },
    });
    worker.onmessage = ({ data }: MessageEvent<Uint8Array<ArrayBuffer>>) => {
      this.#waiting.shift()?.resolve(data);
      if (this.#waiting.length === 0) this.#endLater();
    };
    worker.onerror = (event) => {
      event.preventDefault();
      this.#end(new HostError("bad_message", `Cannot pack a picture: ${event.message}`));
    };
    return worker;
  }

  #endLater(): void {
    this.#idle = setTimeout(() => this.#end(null), this.#idleMs);
    Deno.unrefTimer(Number(this.#idle));
  }

  #end(error: HostError | null): void {
    clearTimeout(this.#idle);
    this.#worker?.terminate();
    this.#worker = null;
    const waiting = this.#waiting;
    this.#waiting = [];
    if (error) { for (const { reject } of waiting) reject(error); }
  }
}
