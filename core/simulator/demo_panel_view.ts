/** One bet panel in the browser: real fields, a switch and a button over the drawn table. Tells what is in it; decides nothing. */
import type { BetPanelNumber } from "../protocol/bet.ts";
import type { Rect } from "../protocol/picture.ts";
import type { PageMessage } from "./demo_messages.ts";
import { fieldText, moneyText, parseFieldText } from "./number_text.ts";
import { fontFamily, type Skin } from "./skins.ts";
import type { PanelPlaces } from "./table_layout.ts";
import type { Field, PanelState } from "./table_state.ts";

/** A panel with less room than this for its button writes smaller on it, pixels. */
const NARROW_BUTTON = 200;

export interface DemoPanelOptions {
  table: string;
  number: BetPanelNumber;
  skin: Skin;
  places: PanelPlaces;
  /** what lies over the drawn table */
  over: HTMLElement;
  send: (message: PageMessage) => void;
}

export class DemoPanelView {
  readonly fields: Record<Field, HTMLInputElement>;
  readonly #options: DemoPanelOptions;
  readonly #switch = make("button", "switch");
  readonly #play = make("button", "play");
  readonly #label = make("span", "");
  readonly #note = make("small", "");
  #filled = false;

  constructor(options: DemoPanelOptions) {
    this.#options = options;
    this.fields = { amount: this.#makeField("amount"), autoCashOut: this.#makeField("autoCashOut") };
    this.#makeButtons();
  }

  show(panel: PanelState): void {
    const { texts, currency, locale, colors } = this.#options.skin;
    if (!this.#filled) {
      this.fields.amount.value = panel.amountText;
      this.fields.autoCashOut.value = panel.autoCashOutText;
      this.#setAuto(panel.auto);
      this.#filled = true;
    }
    this.#play.style.background = colors[panel.button];
    this.#play.dataset.state = panel.button;
    this.#play.classList.toggle("queued", panel.queued);
    setText(this.#label, texts[panel.button]);
    const amount = panel.button === "cancel" ? "" : `${moneyText(panel.buttonMinor, locale)} ${currency}`;
    setText(this.#note, panel.queued ? texts.queued : amount);
  }

  /** Puts a quick amount into the stake's field. */
  setAmount(minor: number): void {
    this.fields.amount.value = fieldText(minor, this.#options.skin.locale);
    this.#tell("fields");
  }

  #makeField(field: Field): HTMLInputElement {
    const input = make("input", field), { skin, places } = this.#options, { colors } = skin;
    input.inputMode = "decimal";
    input.autocomplete = "off";
    input.maxLength = 12;
    this.#put(input, places[field]);
    Object.assign(input.style, {
      background: colors.field,
      color: colors.fieldText,
      fontFamily: `"${fontFamily(skin, "bold")}"`,
      outline: `2px solid ${colors.fieldBorder}`,
    });
    input.addEventListener("focus", () => input.style.outlineColor = colors.muted);
    input.addEventListener("input", () => this.#tell("fields"));
    input.addEventListener("blur", () => {
      const value = parseFieldText(input.value);
      if (value !== null) input.value = fieldText(value, skin.locale);
      input.style.outlineColor = colors.fieldBorder;
      this.#tell("fields");
    });
    return input;
  }

  #makeButtons(): void {
    const { skin, places } = this.#options;
    this.#put(this.#switch, places.autoSwitch);
    this.#put(this.#play, places.play);
    this.#switch.setAttribute("role", "switch");
    this.#switch.addEventListener("click", () => {
      this.#setAuto(this.#switch.ariaChecked !== "true");
      this.#tell("fields");
    });
    this.#play.classList.toggle("narrow", places.play.width < NARROW_BUTTON);
    this.#play.append(this.#label, this.#note);
    this.#label.style.fontFamily = `"${fontFamily(skin, "bold")}"`;
    this.#note.style.fontFamily = `"${fontFamily(skin, "regular")}"`;
    this.#play.addEventListener("click", () => this.#tell("press"));
  }

  #put(element: HTMLElement, { x, y, width, height }: Rect): void {
    Object.assign(element.style, { left: `${x}px`, top: `${y}px`, width: `${width}px`, height: `${height}px` });
    this.#options.over.append(element);
  }

  #setAuto(on: boolean): void {
    const { switchOn, switchOff } = this.#options.skin.colors;
    this.#switch.setAttribute("aria-checked", String(on));
    this.#switch.style.background = on ? switchOn : switchOff;
  }

  #tell(type: PageMessage["type"]): void {
    const { table, number, send } = this.#options;
    send({
      ...{ type, table, panel: number },
      amount: this.fields.amount.value,
      autoCashOut: this.fields.autoCashOut.value,
      auto: this.#switch.ariaChecked === "true",
    });
  }
}

/** A new element of a class. */
export function make<Name extends keyof HTMLElementTagNameMap>(
  tag: Name,
  className: string,
): HTMLElementTagNameMap[Name] {
  const element = document.createElement(tag);
  element.className = className;
  return element;
}

function setText(element: HTMLElement, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}
