/** What a campaign's core process is told, and what it tells. */
import type { PayloadKind } from "./payload.ts";

export interface CampaignOptions {
  /** none: all payloads */
  names: readonly string[];
  seeds: readonly number[];
  /** payloads side by side */
  atOnce: number;
  /** with watchdogs in a hurry */
  hurried: boolean;
  /** how much longer a busy machine takes for everything */
  busy: number;
  /** a file that no plugin may read, and a port on loopback that none may reach */
  canary: string;
  port: number;
}

export interface PayloadReport {
  name: string;
  kind: PayloadKind;
  seed: number;
  /** why its cell was ended; null when it lives */
  ended: string | null;
  contained: boolean;
  /** from the question to the kill, or to the end that nobody had to bring about */
  detectedMs: number | null;
  /** from the kill to the end; null when its process ended by itself */
  killedMs: number | null;
  /** its answer, and all that it logged */
  said: string;
  logs: string[];
}

interface Gaps {
  p99: number;
  max: number;
  count: number;
}

/** Of the core itself and of the calm plugins, at the end. */
export interface CoreReport {
  /** of the event loop, milliseconds, before and during the attacks */
  baseline: Gaps;
  attacked: Gaps;
  /** bytes */
  rssBefore: number;
  rssMost: number;
  asked: number;
  answered: number;
  delivered: number;
  rows: number;
  states: string[];
  polluted: boolean;
}
