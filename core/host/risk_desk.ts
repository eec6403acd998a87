/** Says what a strategy risks at a table: asks its cell, or one of its own for a moment where none runs. Stakes nothing. */
import { PluginCell } from "../cells/plugin_cell.ts";
import { parsePluginConfig } from "../cells/plugin_config.ts";
import type { StakeRange } from "../betting/bet_rules.ts";
import { HostError } from "../protocol/errors.ts";
import type { StrategyRisk } from "../protocol/risk.ts";
import { type Decide, probeProgression } from "../research/probe_progression.ts";
import { ruinPreview } from "../research/ruin_preview.ts";
import type { PluginSlot } from "./plugin_slot.ts";

export interface RiskQuestion {
  strategy: string;
  table: string;
  range: StakeRange;
  /** all that may be lost, minor units */
  bankrollMinor: number;
  /** default: those in use */
  settings?: Record<string, unknown>;
}

/** The risk alone; what its bets show is judged elsewhere. */
export type ExactRisk = Omit<StrategyRisk, "verdict" | "sentence" | "triedBefore">;

/** @throws {HostError} `bad_config` when the settings do not fit the strategy's manifest */
export async function riskOf(slot: PluginSlot, question: RiskQuestion): Promise<ExactRisk> {
  const { strategy, table, range, bankrollMinor } = question, { cell, plugin } = slot;
  const config = question.settings === undefined ? cell.config : parsePluginConfig(plugin.manifest, question.settings);
  const none = (reason: string): ExactRisk => ({ strategy, table, preview: null, reason });
  if (!slot.approval.approved) return none(slot.approval.reason);
  await using asked = await askable(slot, config);
  if (asked.cell === null) return none(asked.reason);
  const { stakeMinMinor, stakeMaxMinor } = range;
  // The table's largest stake cuts a ladder; which of its steps are cut is known only if all of them are asked for.
  const decide: Decide = (history) =>
    asked.cell.decide({
      table,
      nowMs: 0,
      stakeMinMinor,
      stakeMaxMinor: Number.MAX_SAFE_INTEGER,
      history: [...history],
      config,
    });
  try {
    const { progression, reason } = await probeProgression(decide);
    if (progression === null) return none(reason);
    const limits = { minMinor: stakeMinMinor, maxMinor: stakeMaxMinor };
    return { ...none(""), preview: ruinPreview(progression, { limits, bankrollMinor }) };
  } catch (error) {
    if (error instanceof HostError || error instanceof RangeError) return none(error.message);
    throw error;
  }
}

type Askable = AsyncDisposable & ({ cell: PluginCell; reason: "" } | { cell: null; reason: string });

/** The running cell, which another question does not disturb; or another one that ends after the questions. */
async function askable({ cell, plugin }: PluginSlot, config: Record<string, unknown>): Promise<Askable> {
  if (cell.pid !== null) return { cell, reason: "", [Symbol.asyncDispose]: () => Promise.resolve() };
  const own = new PluginCell({ plugin, config, timings: { restartDelaysMs: [] } });
  const end = () => own[Symbol.asyncDispose]();
  await own.start();
  const { state, reason } = own.view();
  if (state === "running") return { cell: own, reason: "", [Symbol.asyncDispose]: end };
  await end();
  return { cell: null, reason: `it does not start: ${reason}`, [Symbol.asyncDispose]: () => Promise.resolve() };
}
