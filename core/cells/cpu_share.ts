/** What share of the machine's processors a cell uses, and whether it goes on using more than one plugin can need. */

/** Processors: a plugin has one thread, and its engine collects garbage beside it. More, and it starts workers. */
export const CPU_SHARE_MAX = 1.5;
export const CPU_OVER_MS_MAX = 8000;
const SHARE_OVER_MS = 1000;

export class CpuShare {
  readonly #overMsMax: number;
  #ms = 0;
  #atMs: number;
  #calmAtMs: number;
  /** processors, over the last second */
  share = 0;

  /** @param overMsMax how long it may use too much */
  constructor(nowMs: number, overMsMax: number = CPU_OVER_MS_MAX) {
    this.#overMsMax = overMsMax;
    this.#atMs = this.#calmAtMs = nowMs;
  }

  /**
   * Takes the processor time since the process began.
   *
   * @returns true when it has used too much for too long
   */
  isGreedy(cpuMs: number, nowMs: number): boolean {
    const overMs = nowMs - this.#atMs;
    if (overMs < SHARE_OVER_MS) return false;
    this.share = (cpuMs - this.#ms) / overMs;
    this.#ms = cpuMs;
    this.#atMs = nowMs;
    if (this.share <= CPU_SHARE_MAX) this.#calmAtMs = nowMs;
    return nowMs - this.#calmAtMs > this.#overMsMax;
  }
}
