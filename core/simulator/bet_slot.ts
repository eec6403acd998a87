/** One bet panel of a table and its bet: what is typed, what is open, what waits for the next round. Knows no clock and no account. */
import type { BetPanelNumber } from "../protocol/bet.ts";
import { BetPanel } from "./bet_panel.ts";
import type { TableLocale } from "./number_text.ts";
import type { PanelState } from "./table_state.ts";

/** A bet that the table accepted. */
export interface GameBet {
  round: number;
  stakeMinor: number;
  /** the auto cash-out, hundredths; null for none */
  cashOutHundredths: number | null;
  outcome: "open" | "won" | "lost" | "cancelled";
  /** what came back, stake included, minor units */
  payoutMinor: number;
  /** when it was accepted */
  atMs: number;
  /** absent: the first panel's */
  panel?: 2;
}

/** What a panel's fields ask for. */
export type Ticket = Pick<GameBet, "stakeMinor" | "cashOutHundredths">;

interface SlotOptions {
  locale: TableLocale;
  stakeMinMinor: number;
  stakeMaxMinor: number;
}

export class BetSlot {
  readonly number: BetPanelNumber;
  readonly panel: BetPanel;
  readonly #options: SlotOptions;
  open: GameBet | null = null;
  queued: Ticket | null = null;

  constructor(number: BetPanelNumber, options: SlotOptions) {
    this.number = number;
    this.#options = options;
    this.panel = new BetPanel(options.locale);
  }

  /** What a press of the button asks for; null where the fields ask for nothing that the table takes. */
  ticket(balanceMinor: number): Ticket | null {
    const { panel } = this, { stakeMinMinor, stakeMaxMinor } = this.#options;
    const stakeMinor = panel.value("amount");
    const cashOutHundredths = panel.auto ? panel.value("autoCashOut") : null;
    if (stakeMinor === null || stakeMinor < stakeMinMinor || stakeMinor > stakeMaxMinor) return null;
    if (stakeMinor > balanceMinor) return null;
    if (panel.auto && (cashOutHundredths === null || cashOutHundredths < 101)) return null;
    return { stakeMinor, cashOutHundredths };
  }

  /** What the panel shows; `multiplier`: hundredths, as of now. */
  state({ flying, multiplier }: { flying: boolean; multiplier: number }): PanelState {
    const { panel, open, queued } = this, pays = open !== null && flying;
    const stakeMinor = open?.stakeMinor ?? queued?.stakeMinor ?? panel.value("amount") ?? 0;
    return {
      amountText: panel.text("amount"),
      autoCashOutText: panel.text("autoCashOut"),
      auto: panel.auto,
      focus: panel.focus,
      selected: panel.selected,
      button: pays ? "cashOut" : open || queued ? "cancel" : "bet",
      buttonMinor: pays ? Math.floor((stakeMinor * multiplier) / 100) : stakeMinor,
      queued: queued !== null,
    };
  }
}
