/**
 * How long the event loop of a process was busy with its own work: gaps between ticks, less the time in which the kernel had
 * the thread wait for a processor. So a loaded machine is not taken for a blocked core.
 */
const PERIOD_MS = 10;
const NS_PER_MS = 1_000_000;

export class OwnGap implements Disposable {
  #gapsMs: number[] = [];
  #lastMs = performance.now();
  #waitedMs = waitedMs();
  readonly #timer = setInterval(() => this.#note(), PERIOD_MS);

  /** Gaps since the last call, milliseconds. */
  take(): { p99: number; max: number; count: number } {
    const sorted = this.#gapsMs.sort((a, b) => a - b);
    this.#gapsMs = [];
    return { p99: sorted[Math.floor(0.99 * sorted.length)] ?? 0, max: sorted.at(-1) ?? 0, count: sorted.length };
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
  }

  #note(): void {
    const nowMs = performance.now(), nowWaitedMs = waitedMs();
    const gapMs = nowMs - this.#lastMs - PERIOD_MS - (nowWaitedMs - this.#waitedMs);
    this.#gapsMs.push(Math.max(0, gapMs));
    this.#lastMs = nowMs;
    this.#waitedMs = nowWaitedMs;
  }
}

/** How long the main thread has waited for a processor so far; 0 where the kernel does not say. */
function waitedMs(): number {
  try {
    return Number(Deno.readTextFileSync("/proc/self/schedstat").split(" ")[1]) / NS_PER_MS;
  } catch {
    return 0;
  }
}
