/** One table in the browser: its canvas, and over it the controls of its bet panel. */
import type { Rect } from "../protocol/picture.ts";
import type { DemoTable, PageMessage } from "./demo_messages.ts";
import { TableFault } from "./demo_faults.ts";
import { TablePainter } from "./draw_table.ts";
import { fieldText, moneyText, parseFieldText } from "./number_text.ts";
import { fontFamily, type Skin, SKINS } from "./skins.ts";
import { controlAt, WINDOW } from "./table_layout.ts";
import type { Field, TableState } from "./table_state.ts";

export class DemoTableView {
  readonly #name: string;
  readonly #skin: Skin;
  readonly #send: (message: PageMessage) => void;
  readonly #root = make("div", "table");
  readonly #canvas = make("canvas", "");
  readonly #over = make("div", "over");
  readonly #fields: Record<Field, HTMLInputElement>;
  readonly #switch = make("button", "switch");
  readonly #play = make("button", "play");
  readonly #label = make("span", "");
  readonly #note = make("small", "");
  #painter: TablePainter | null = null;
  #filled = false;
  readonly #fault: TableFault | null;

  constructor({ name, skin, fault }: DemoTable, send: (message: PageMessage) => void) {
    this.#name = name;
    this.#skin = SKINS[skin];
    this.#send = send;
    this.#fields = { amount: this.#makeField("amount"), autoCashOut: this.#makeField("autoCashOut") };
    this.#makeButtons();
    this.#canvas.addEventListener("click", (event) => this.#clickCanvas(event));
    this.#root.dataset.table = name;
    this.#root.append(this.#canvas, this.#over);
    document.body.append(this.#root);
    const { amount, autoCashOut } = this.#fields;
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
    const { panel } = state, { texts, currency, locale } = this.#skin;
    if (!this.#filled) {
      this.#fields.amount.value = panel.amountText;
      this.#fields.autoCashOut.value = panel.autoCashOutText;
      this.#setAuto(panel.auto);
      this.#filled = true;
    }
    this.#play.style.background = this.#skin.colors[panel.button];
    this.#play.dataset.state = panel.button;
    this.#play.classList.toggle("queued", panel.queued);
    setText(this.#label, texts[panel.button]);
    const amount = panel.button === "cancel" ? "" : `${moneyText(panel.buttonMinor, locale)} ${currency}`;
    setText(this.#note, panel.queued ? texts.queued : amount);
  }

  remove(): void {
    this.#root.remove();
  }

  #makeField(field: Field): HTMLInputElement {
    const input = make("input", field), { colors, places } = this.#skin;
    input.inputMode = "decimal";
    input.autocomplete = "off";
    input.maxLength = 12;
    this.#put(input, places[field]);
    Object.assign(input.style, {
      background: colors.field,
      color: colors.fieldText,
      fontFamily: `"${fontFamily(this.#skin, "bold")}"`,
      outline: `2px solid ${colors.fieldBorder}`,
    });
    input.addEventListener("focus", () => input.style.outlineColor = colors.muted);
    input.addEventListener("input", () => this.#tell("fields"));
    input.addEventListener("blur", () => {
      const value = parseFieldText(input.value);
      if (value !== null) input.value = fieldText(value, this.#skin.locale);
      input.style.outlineColor = colors.fieldBorder;
      this.#tell("fields");
    });
    return input;
  }

  #makeButtons(): void {
    const { places } = this.#skin;
    this.#put(this.#switch, places.autoSwitch);
    this.#put(this.#play, places.play);
    this.#switch.setAttribute("role", "switch");
    this.#switch.addEventListener("click", () => {
      this.#setAuto(this.#switch.ariaChecked !== "true");
      this.#tell("fields");
    });
    this.#play.append(this.#label, this.#note);
    this.#label.style.fontFamily = `"${fontFamily(this.#skin, "bold")}"`;
    this.#note.style.fontFamily = `"${fontFamily(this.#skin, "regular")}"`;
    this.#play.addEventListener("click", () => this.#tell("press"));
  }

  #put(element: HTMLElement, { x, y, width, height }: Rect): void {
    Object.assign(element.style, { left: `${x}px`, top: `${y}px`, width: `${width}px`, height: `${height}px` });
    this.#over.append(element);
  }

  #setAuto(on: boolean): void {
    const { switchOn, switchOff } = this.#skin.colors;
    this.#switch.setAttribute("aria-checked", String(on));
    this.#switch.style.background = on ? switchOn : switchOff;
  }

  /** Quick amounts are drawn, not elements: a click on the canvas may hit one. */
  #clickCanvas(event: MouseEvent): void {
    const { width, height, left, top } = this.#canvas.getBoundingClientRect();
    const point = {
      x: ((event.clientX - left) * WINDOW.width) / width,
      y: ((event.clientY - top) * WINDOW.height) / height,
    };
    const control = controlAt(this.#skin.places, point);
    if (control === null || typeof control === "string") return;
    this.#fields.amount.value = fieldText(control.quickMinor, this.#skin.locale);
    this.#tell("fields");
  }

  #tell(type: PageMessage["type"]): void {
    const delayMs = type === "press" ? this.#fault?.pressDelayMs ?? 0 : 0;
    const message: PageMessage = {
      type,
      table: this.#name,
      amount: this.#fields.amount.value,
      autoCashOut: this.#fields.autoCashOut.value,
      auto: this.#switch.ariaChecked === "true",
    };
    if (delayMs === 0) this.#send(message);
    else setTimeout(() => this.#send(message), delayMs);
  }
}

function make<Name extends keyof HTMLElementTagNameMap>(tag: Name, className: string): HTMLElementTagNameMap[Name] {
  const element = document.createElement(tag);
  element.className = className;
  return element;
}

function setText(element: HTMLElement, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}
