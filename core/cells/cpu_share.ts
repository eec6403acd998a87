/** What share of the machine's processors a cell uses, and whether it goes on using more than one plugin can need. */
import { QUOTAS } from "../protocol/quotas.ts";

export const CPU_OVER_MS_MAX = 8000;
const SHARE_OVER_MS = 1000;

export class CpuShare {
  readonly #overMsMax: number;
  readonly #shareMax: number;
  #ms = 0;
  #atMs: number;
  #calmAtMs: number;
  /** processors, over the last second */
  share = 0;

  /** @param options `overMsMax`: how long it may use more than `shareMax` processors */
  constructor(nowMs: number, { overMsMax = CPU_OVER_MS_MAX, shareMax = QUOTAS.processors } = {}) {
    this.#overMsMax = overMsMax;
    this.#shareMax = shareMax;
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
    if (this.share <= this.#shareMax) this.#calmAtMs = nowMs;
    return nowMs - this.#calmAtMs > this.#overMsMax;
  }
}
