/** The fields of a table's bet panel, as a browser's would behave: focus, selection, typing, leaving. Knows no rounds and no money. */
import { FIELD_CHARACTERS_MAX, fieldText, parseFieldText, type TableLocale } from "./number_text.ts";
import type { Field } from "./table_state.ts";

export class BetPanel {
  readonly #locale: TableLocale;
  readonly #texts: Record<Field, string>;
  #focus: Field | null = null;
  #selected = false;
  auto = true;

  constructor(locale: TableLocale) {
    this.#locale = locale;
    this.#texts = { amount: fieldText(1000, locale), autoCashOut: fieldText(200, locale) };
  }

  get focus(): Field | null {
    return this.#focus;
  }

  get selected(): boolean {
    return this.#selected;
  }

  text(field: Field): string {
    return this.#texts[field];
  }

  /** Hundredths or minor units of a field; null when its text is no number. */
  value(field: Field): number | null {
    return parseFieldText(this.#texts[field]);
  }

  /** Puts the caret at the end of a field, or takes it away; a field that is left shows its number in full. */
  focusOn(field: Field | null): void {
    if (this.#focus && this.#focus !== field) {
      const value = this.value(this.#focus);
      if (value !== null) this.#texts[this.#focus] = fieldText(value, this.#locale);
    }
    this.#focus = field;
    this.#selected = false;
  }

  selectAll(): void {
    this.#selected = this.#focus !== null && this.#texts[this.#focus] !== "";
  }

  /** Replaces the selection or appends; what no number can hold, or no longer fits, is not taken. */
  type(text: string): void {
    if (!this.#focus) return;
    const kept = this.#selected ? "" : this.#texts[this.#focus];
    this.#texts[this.#focus] = (kept + text.replace(/[^\d.,]/g, "")).slice(0, FIELD_CHARACTERS_MAX);
    this.#selected = false;
  }

  erase(): void {
    if (!this.#focus) return;
    this.#texts[this.#focus] = this.#selected ? "" : this.#texts[this.#focus].slice(0, -1);
    this.#selected = false;
  }

  /** Sets a field's whole text, as a quick amount or a page's own input does. */
  setText(field: Field, text: string): void {
    this.#texts[field] = text.slice(0, FIELD_CHARACTERS_MAX);
    this.#selected = false;
  }
}
