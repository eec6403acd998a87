/** All that a table shows at one moment: what the game hands to whoever draws it. Plain data, so that it can cross a socket. */
import type { Bettor } from "./crowd.ts";

export type Field = "amount" | "autoCashOut";
export type GamePhase = "waiting" | "flying" | "crashed";
export type PlayButton = "bet" | "cancel" | "cashOut";

export interface PanelState {
  amountText: string;
  autoCashOutText: string;
  /** whether auto cash-out is switched on */
  auto: boolean;
  focus: Field | null;
  /** whether the focused field's text is selected */
  selected: boolean;
  button: PlayButton;
  /** the stake that the button names; when cashing out, what the bet is worth right now; minor units */
  buttonMinor: number;
  /** whether the bet waits for the next round */
  queued: boolean;
}

export interface TableState {
  nowMs: number;
  round: number;
  phase: GamePhase;
  /** since the phase began */
  phaseMs: number;
  /** share of the waiting phase that has passed, 0 to 1; null outside it */
  progress: number | null;
  /** hundredths; the crash point once crashed, 100 while waiting */
  multiplier: number;
  players: number;
  playersMoneyMinor: number;
  bettors: readonly Bettor[];
  /** crash points of the last rounds, newest first, hundredths */
  history: readonly number[];
  balanceMinor: number;
  panel: PanelState;
  /** the second bet panel; null where the table has one panel only */
  second: PanelState | null;
}
