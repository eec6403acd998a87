/** A bar on the terminal for work that takes long. Draws nothing where nobody looks: in a pipe or a file. */

const WIDTH = 30;
const REDRAW_MS = 100;

/** Goes to standard error, so that standard output stays data. */
export class ProgressBar {
  readonly #title: string;
  readonly #shown: boolean;
  readonly #startMs = performance.now();
  #drawnMs = -Infinity;

  /** @param options `shown`: default is whether standard error is a terminal */
  constructor(title: string, { shown = Deno.stderr.isTerminal() }: { shown?: boolean } = {}) {
    this.#title = title;
    this.#shown = shown;
  }

  /** Shows how far it is; the last call, with `done` equal to `all`, takes the bar away. */
  update(done: number, all: number): void {
    const nowMs = performance.now();
    if (!this.#shown || (done < all && nowMs - this.#drawnMs < REDRAW_MS)) return;
    this.#drawnMs = nowMs;
    this.#write(done < all ? progressLine(this.#title, { done, all, passedMs: nowMs - this.#startMs }) : "");
  }

  #write(line: string): void {
    // Carriage return, then the rest of the line is cleared.
    Deno.stderr.writeSync(new TextEncoder().encode(`\r${line}\x1b[K`));
  }
}

/** The line that is drawn. */
export function progressLine(
  title: string,
  { done, all, passedMs }: { done: number; all: number; passedMs: number },
): string {
  const share = all === 0 ? 1 : done / all, full = Math.floor(WIDTH * share);
  const leftS = share > 0 ? Math.ceil(passedMs * (1 - share) / share / 1000) : 0;
  const rest = done === 0 ? "" : `, ${leftS} s left`;
  return `${title} [${"#".repeat(full)}${"-".repeat(WIDTH - full)}] ${done} of ${all}${rest}`;
}
