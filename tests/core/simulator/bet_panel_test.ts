/** The bet panel: focus, selection and typing as in a browser. */
import assert from "node:assert/strict";
import { BetPanel } from "../../../core/simulator/bet_panel.ts";
import { FIELD_CHARACTERS_MAX } from "../../../core/simulator/number_text.ts";

function typed(text: string): BetPanel {
  const panel = new BetPanel("sr-RS");
  panel.focusOn("amount");
  panel.selectAll();
  panel.type(text);
  return panel;
}

Deno.test("type() replaces a selection and appends without one", () => {
  const panel = typed("25");
  panel.type("0");
  assert.equal(panel.text("amount"), "250");
  assert.equal(panel.text("autoCashOut"), "2,00");
});

Deno.test("type() takes digits and separators only, and no more than a field holds", () => {
  assert.equal(typed("1a2-3").text("amount"), "123");
  assert.equal(typed("1".repeat(FIELD_CHARACTERS_MAX + 1)).text("amount"), "1".repeat(FIELD_CHARACTERS_MAX));
});

Deno.test("type() goes nowhere when no field has the focus", () => {
  const panel = new BetPanel("en-US");
  panel.selectAll();
  panel.type("5");
  panel.erase();
  assert.equal(panel.text("amount"), "10.00");
});

Deno.test("erase() deletes the selection, or the last character without one", () => {
  const panel = typed("25");
  panel.erase();
  assert.equal(panel.text("amount"), "2");
  panel.selectAll();
  panel.erase();
  assert.equal(panel.text("amount"), "");
});

Deno.test("focusOn() writes a left field's number in full, and leaves alone what is no number", () => {
  const panel = typed("12.5");
  panel.focusOn("autoCashOut");
  assert.equal(panel.text("amount"), "12,50");
  const broken = typed("1,2,3");
  broken.focusOn(null);
  assert.equal(broken.text("amount"), "1,2,3");
});
