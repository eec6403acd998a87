/** One screen for several who look at it: their grabs run one after the other, and each picture's bytes are its caller's for good. */
import type { Picture, Rect } from "../protocol/picture.ts";
import type { NoteCall } from "../protocol/performance.ts";
import type { ScreenSource } from "./screen_source.ts";

export class SharedSource implements ScreenSource {
  readonly #source: ScreenSource;
  #last: Promise<unknown> = Promise.resolve();

  readonly nextFrameMs?: (afterMs: number) => number | null;

  readonly #note: NoteCall | undefined;

  /** @param measures where each look is noted as the module `capture` */
  constructor(source: ScreenSource, measures?: { note: NoteCall }) {
    this.#source = source;
    this.#note = measures?.note;
    if (source.nextFrameMs) this.nextFrameMs = (afterMs) => source.nextFrameMs!(afterMs);
  }

  get name(): ScreenSource["name"] {
    return this.#source.name;
  }

  get width(): number {
    return this.#source.width;
  }

  get height(): number {
    return this.#source.height;
  }

  grab(rects: readonly Rect[]): Promise<Picture[]> {
    const grabbed = this.#last.then(async () => {
      const startedMs = performance.now();
      const pictures = await this.#source.grab(rects);
      this.#note?.("capture", { ms: performance.now() - startedMs });
      return pictures.map((picture) => ({ ...picture, data: picture.data.slice() }));
    });
    // A failed grab is its caller's; the next one goes on.
    this.#last = grabbed.catch(() => {});
    return grabbed;
  }

  /** Closes the screen itself. */
  [Symbol.asyncDispose](): PromiseLike<void> {
    return this.#source[Symbol.asyncDispose]();
  }
}
