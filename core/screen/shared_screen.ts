/** One screen for several users: grabs one at a time, and gives each user pictures of its own that no other grab overwrites. */
import type { Picture, Rect } from "../protocol/picture.ts";
import type { ScreenSource } from "./screen_source.ts";

export class SharedScreen {
  readonly #source: ScreenSource;
  #last: Promise<unknown> = Promise.resolve();

  constructor(source: ScreenSource) {
    this.#source = source;
  }

  /** A view for one user. Disposing of it leaves the screen open. */
  view(): ScreenSource {
    const { name, width, height } = this.#source;
    let own: Picture[] = [];
    return {
      name,
      width,
      height,
      grab: async (rects) => own = await this.#grab(rects, own),
      [Symbol.asyncDispose]: () => Promise.resolve(),
    };
  }

  #grab(rects: readonly Rect[], own: readonly Picture[]): Promise<Picture[]> {
    const turn = this.#last.then(async () => copyInto(own, await this.#source.grab(rects)));
    // A failed grab is its caller's to handle; it must not stop the next one.
    this.#last = turn.catch(() => {});
    return turn;
  }
}

function copyInto(own: readonly Picture[], grabbed: readonly Picture[]): Picture[] {
  return grabbed.map(({ width, height, data }, index) => {
    const before = own[index]?.data;
    if (before?.length !== data.length) return { width, height, data: data.slice() };
    before.set(data);
    return { width, height, data: before };
  });
}
