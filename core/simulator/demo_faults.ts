/** What can go wrong at a real page, done on purpose to a table of the demo site: once a round, as its bet is being typed. */

export const DEMO_FAULTS = [
  "deaf-click",
  "popup",
  "moving-window",
  "slow-button",
  "lost-key",
  "short-phase",
] as const;
/**
 * `deaf-click`: the amount field ignores the first click. `popup`: something covers the table in the middle of typing.
 * `moving-window`: the table is elsewhere after the first key. `slow-button`: the press counts 2 s later. `lost-key`: one key
 * does nothing. `short-phase`: the flight begins while the bet is typed; the site's server does that one.
 */
export type DemoFault = (typeof DEMO_FAULTS)[number];

const SLOW_MS = 2_000, COVERED_MS = 3_000, MOVED_MS = 3_000;
const MOVED_BY = "translate(70px, 45px)";

/** The elements of a table that faults are done to. */
export interface FaultyTable {
  root: HTMLElement;
  amount: HTMLInputElement;
  fields: readonly HTMLInputElement[];
}

export class TableFault {
  readonly #fault: DemoFault;
  readonly #table: FaultyTable;
  #round = -1;
  #done = false;

  /** Listens from now on. */
  constructor(fault: DemoFault, table: FaultyTable) {
    this.#fault = fault;
    this.#table = table;
    table.amount.addEventListener("mousedown", (event) => {
      if (fault === "deaf-click" && this.#first()) event.preventDefault();
    });
    for (const field of table.fields) {
      field.addEventListener("beforeinput", (event) => {
        if (fault === "lost-key" && /\d/.test(event.data ?? "") && this.#first()) event.preventDefault();
      });
      field.addEventListener("input", () => this.#typed());
    }
  }

  /** A round is shown: in the next one the fault happens again. */
  show(round: number): void {
    if (round !== this.#round) this.#done = false;
    this.#round = round;
  }

  /** How much later than the press it is told, milliseconds. */
  get pressDelayMs(): number {
    return this.#fault === "slow-button" ? SLOW_MS : 0;
  }

  #first(): boolean {
    const first = !this.#done;
    this.#done = true;
    return first;
  }

  #typed(): void {
    const { root } = this.#table;
    if (this.#fault === "popup" && this.#first()) {
      const popup = document.createElement("div");
      popup.className = "popup";
      root.append(popup);
      (document.activeElement as HTMLElement | null)?.blur();
      setTimeout(() => popup.remove(), COVERED_MS);
    }
    if (this.#fault === "moving-window" && this.#first()) {
      root.style.transform = MOVED_BY;
      setTimeout(() => root.style.transform = "", MOVED_MS);
    }
  }
}
