/** One table in the browser: its canvas, and over it the controls of its bet panels. */
import type { BetPanelNumber } from "../protocol/bet.ts";
import type { Rect } from "../protocol/picture.ts";
import type { DemoTable, PageMessage } from "./demo_messages.ts";
import { TableFault } from "./demo_faults.ts";
import { DemoPanelView, make } from "./demo_panel_view.ts";
import { TablePainter } from "./draw_table.ts";
import { type Skin, SKINS } from "./skins.ts";
import { controlAt, WINDOW } from "./table_layout.ts";
import type { TableState } from "./table_state.ts";

export class DemoTableView {
  readonly #name: string;
  readonly #skin: Skin;
  readonly #send: (message: PageMessage) => void;
  readonly #root = make("div", "table");
  readonly #canvas = make("canvas", "");
  readonly #over = make("div", "over");
  readonly #panels: readonly DemoPanelView[];
  #painter: TablePainter | null = null;
  readonly #fault: TableFault | null;

  constructor({ name, skin, fault }: DemoTable, send: (message: PageMessage) => void) {
    this.#name = name;
    this.#skin = SKINS[skin];
    this.#send = send;
    const { places } = this.#skin;
    this.#panels = [places, ...(places.second ? [places.second] : [])].map((own, index) =>
      new DemoPanelView({
        ...{
          table: this.#name,
          number: (index + 1) as BetPanelNumber,
          skin: this.#skin,
          places: own,
          over: this.#over,
        },
        send: (message) => this.#tell(message),
      })
    );
    this.#canvas.addEventListener("click", (event) => this.#clickCanvas(event));
    this.#root.dataset.table = name;
    this.#root.append(this.#canvas, this.#over);
    document.body.append(this.#root);
    const { amount, autoCashOut } = this.#panels[0].fields;
    this.#fault = fault ? new TableFault(fault, { root: this.#root, amount, fields: [amount, autoCashOut] }) : null;
  }

  /** Gives the table a place on the page. */
  place({ x, y, width, height }: Rect): void {
    Object.assign(this.#root.style, { left: `${x}px`, top: `${y}px`, width: `${width}px`, height: `${height}px` });
    this.#over.style.transform = `scale(${width / WINDOW.width}, ${height / WINDOW.height})`;
    this.#canvas.width = Math.round(width * devicePixelRatio);
    this.#canvas.height = Math.round(height * devicePixelRatio);
    const box = { x: 0, y: 0, width: this.#canvas.width, height: this.#canvas.height };
    this.#painter = new TablePainter(this.#canvas.getContext("2d")!, { skin: this.#skin, box });
  }

  show(state: TableState): void {
    this.#painter?.paint(state);
    this.#fault?.show(state.round);
    this.#panels.forEach((view, index) => view.show(index === 0 ? state.panel : state.second ?? state.panel));
  }

  remove(): void {
    this.#root.remove();
  }

  /** Quick amounts are drawn, not elements: a click on the canvas may hit one. */
  #clickCanvas(event: MouseEvent): void {
    const { width, height, left, top } = this.#canvas.getBoundingClientRect();
    const hit = controlAt(this.#skin.places, {
      x: ((event.clientX - left) * WINDOW.width) / width,
      y: ((event.clientY - top) * WINDOW.height) / height,
    });
    if (hit && typeof hit.control !== "string") this.#panels[hit.panel - 1].setAmount(hit.control.quickMinor);
  }

  #tell(message: PageMessage): void {
    const delayMs = message.type === "press" ? this.#fault?.pressDelayMs ?? 0 : 0;
    if (delayMs === 0) this.#send(message);
    else setTimeout(() => this.#send(message), delayMs);
  }
}
