/**
 * One table's phase: what the rules of its description say, where its palette finds nothing strange, the colours learnt of
 * it say nothing else, and a second witness speaks for it: those colours, a multiplier to read, or the network that knows
 * stages in general. Else the phase is unknown: something covers the table.
 */
import type { TableDescription } from "../protocol/manifest.ts";
import type { PhaseColorModel } from "../protocol/phase_color_model.ts";
import type { Picture } from "../protocol/picture.ts";
import type { Phase, PhaseOpinions, Region } from "../protocol/reading.ts";
import { colorStatistics } from "./color_statistics.ts";
import { Palette } from "./palette.ts";
import { COLOR_REGIONS, colorFeatures, phaseOfColors } from "./phase_colors.ts";
import { classifyPhase } from "./phase_model.ts";
import { type PhaseReading, readPhase } from "./phase_reader.ts";

/** What it agrees with, the network looks at this often: it costs a millisecond. */
const NETWORK_EVERY_MS = 1_000;
/** A second witness's word holds so long: one frame's withheld multiplier is no cover. */
export const WITNESS_MS = 1_000;

/** One look at the table. */
export interface StageLook {
  takenAtMs: number;
  /** regions whose pixels changed */
  crops: ReadonlyMap<Region, Picture>;
  /** whether the score's region holds a multiplier that can be read */
  scored: boolean;
}

export type JudgedPhase = PhaseReading & { opinions?: PhaseOpinions };

const NOTHING: PhaseReading = Object.freeze({ phase: "unknown", progress: null, confidence: 0 });

/** Judges one table, look after look. Holds no pixels. */
export class PhaseJudge {
  readonly #table: TableDescription;
  readonly #palette: Palette | null;
  readonly #model: PhaseColorModel | null;
  readonly #colors = new Map<Region, ReturnType<typeof colorStatistics>>();
  #rules: PhaseReading = NOTHING;
  /** nothing strange in the stage */
  #clean = false;
  #learnt: Phase | null = null;
  #network: { phase: Phase | null; atMs: number } = { phase: null, atMs: -Infinity };
  #witness: { phase: Phase; atMs: number } = { phase: "unknown", atMs: -Infinity };

  constructor(table: TableDescription, model: PhaseColorModel | null) {
    this.#table = table;
    this.#palette = table.palette ? new Palette(table.palette) : null;
    this.#model = model;
  }

  judge(look: StageLook): JudgedPhase {
    this.#askModel(look.crops);
    const stage = look.crops.get("phase");
    if (stage) {
      this.#rules = readPhase(stage, { table: this.#table });
      this.#clean = this.#palette?.explains(stage) ?? true;
      this.#askNetwork(stage, look);
    }
    const phase = this.#verdict(look);
    const judged = phase === this.#rules.phase ? this.#rules : { ...NOTHING, phase };
    return this.#model ? { ...judged, opinions: { rules: this.#rules.phase, model: this.#learnt } } : judged;
  }

  #verdict(look: StageLook): Phase {
    const phase = this.#rules.phase === "unknown" ? this.#learnt ?? "unknown" : this.#rules.phase;
    if (phase === "unknown" || !this.#clean) return "unknown";
    if (this.#learnt !== null && this.#learnt !== phase) return "unknown";
    // The network may not know this table's ways: it can speak for a phase, not against one that has another witness.
    const witnessed = this.#learnt === phase || this.#network.phase === phase || this.#agrees(look, phase);
    if (witnessed) this.#witness = { phase, atMs: look.takenAtMs };
    const { phase: last, atMs } = this.#witness;
    return last === phase && look.takenAtMs - atMs <= WITNESS_MS ? phase : "unknown";
  }

  /** Flights and crashes show a multiplier; a table whose colours are all known shows none while it waits. */
  #agrees({ scored }: StageLook, phase: Phase): boolean {
    return phase === "waiting" ? !scored || this.#palette === null : scored;
  }

  /** Asked only where no other witness speaks for what the rules say. */
  #askNetwork(stage: Picture, look: StageLook): void {
    const told = this.#rules.phase, { takenAtMs } = look;
    if (told === "unknown" || !this.#clean || this.#learnt === told || this.#agrees(look, told)) {
      this.#network = { phase: null, atMs: -Infinity };
      return;
    }
    const { phase, atMs } = this.#network;
    if (phase === told && takenAtMs >= atMs && takenAtMs - atMs < NETWORK_EVERY_MS) return;
    this.#network = { phase: classifyPhase(stage).phase, atMs: takenAtMs };
  }

  #askModel(crops: StageLook["crops"]): void {
    if (!this.#model) return;
    let changed = false;
    for (const region of COLOR_REGIONS) {
      const crop = crops.get(region);
      if (!crop) continue;
      this.#colors.set(region, colorStatistics(crop));
      changed = true;
    }
    if (!changed) return;
    const row = colorFeatures([...this.#colors].map(([region, colors]) => ({ region, ...colors })));
    this.#learnt = row && phaseOfColors(this.#model, row);
  }
}
