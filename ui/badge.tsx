/** States as sign and word in a tone, never as colour alone. */
import type { Bet, BetMode, BetState } from "../core/protocol/bet.ts";
import type { CellState } from "../core/protocol/page.ts";
import { Icon, type IconName } from "./icons.tsx";
import { t } from "./strings.ts";

export type Tone = "good" | "warn" | "bad" | "busy" | "quiet";
type Look = [tone: Tone, icon: IconName];

const CELL_LOOKS: Record<CellState, Look> = {
  "starting": ["busy", "busy"],
  "running": ["good", "check"],
  "unresponsive": ["warn", "warn"],
  "paused": ["quiet", "pause"],
  "stopping": ["busy", "busy"],
  "stopped": ["quiet", "pause"],
  "crashed": ["bad", "cross"],
  "restarting": ["busy", "busy"],
  "quarantined": ["bad", "stop"],
  "refused": ["bad", "stop"],
  "waiting": ["warn", "clock"],
  "disabled": ["quiet", "pause"],
};

const BET_LOOKS: Record<BetState, Look> = {
  requested: ["busy", "clock"],
  placing: ["busy", "busy"],
  placed: ["busy", "plane"],
  won: ["good", "check"],
  lost: ["quiet", "cross"],
  void: ["quiet", "pause"],
  refused: ["warn", "stop"],
  failed: ["bad", "cross"],
  unknown: ["bad", "question"],
};

export function Badge({ tone, icon, text }: { tone: Tone; icon: IconName; text: string }) {
  return (
    <span class={`badge ${tone}`}>
      <Icon name={icon} />
      {text}
    </span>
  );
}

export function CellBadge({ state }: { state: CellState }) {
  const [tone, icon] = CELL_LOOKS[state];
  return <Badge tone={tone} icon={icon} text={t(`cell.${state}`)} />;
}

export function BetBadge({ bet }: { bet: Bet }) {
  const [tone, icon] = BET_LOOKS[bet.state];
  return <Badge tone={tone} icon={icon} text={t(`bet.${bet.state}`)} />;
}

/** In the order of what they may cost. */
export const BET_MODES_SHOWN: readonly BetMode[] = ["paper", "virtual", "live"];

/** The mode's name; whether live is armed stands in the header alone. */
export function modeName(mode: BetMode | null): string {
  if (mode === null) return t("noMode");
  return mode === "live" ? t("liveMode") : t(mode);
}
