import assert from "node:assert/strict";
import { createCanvas } from "@napi-rs/canvas";
import type { Picture } from "../../../core/protocol/picture.ts";
import { registerFonts } from "../../../core/simulator/register_fonts.ts";
import { fontFamily, SKINS } from "../../../core/simulator/skins.ts";
import { diagnoseNumber, explainReading } from "../../../core/vision/diagnosis.ts";
import { diagnosisData, diagnosisPage } from "../../../core/vision/diagnosis_page.ts";
import type { NumberFormat } from "../../../core/vision/number_format.ts";

const MULTIPLIER: NumberFormat = { kind: "multiplier", locale: "sr-RS" };

/** White on black in the first skin's font. */
function write(text: string, { x = 20, width = 220 } = {}): Picture {
  registerFonts([SKINS.balkanbet]);
  const context = createCanvas(width, 70).getContext("2d");
  context.fillRect(0, 0, width, 70);
  context.fillStyle = "#ffffff";
  context.font = `44px "${fontFamily(SKINS.balkanbet, "bold")}"`;
  context.fillText(text, x, 52);
  const { data } = context.getImageData(0, 0, width, 70);
  return { width, height: 70, data: Uint8Array.from(data) };
}

Deno.test("diagnoseNumber() shows what was read, glyph by glyph, when a value came", () => {
  const { reading, attempts, palette, why } = diagnoseNumber(write("3,45x"), MULTIPLIER);
  assert.equal(reading.value, 345);
  assert.match(why, /^read by/);
  const [first] = attempts;
  assert.deepEqual({ text: first.text, value: first.value, objection: first.objection }, {
    text: "3,45x",
    value: 345,
    objection: "",
  });
  assert.equal(first.glyphs.length, 5);
  for (const { confidence, second, character } of first.glyphs) {
    assert(confidence > second.confidence && second.character !== character);
  }
  assert.equal(palette[0].color, "#040404");
  assert(Math.abs(palette.reduce((sum, { share }) => sum + share, 0) - 1) < 1e-9);
});

Deno.test("explainReading() says what is in the way when a value was withheld", () => {
  const cases: [Picture, RegExp][] = [
    [write("3,45"), /^read by/],
    [write("WORD"), /is no figure/],
    [write("3,45x", { x: -8 }), /touches the region's side/],
    [write("345x"), /"345x" is no multiplier as sr-RS writes it/],
    [write(""), /no line of figures/],
    [{ width: 2, height: 2, data: new Uint8Array(16) }, /no flat colour/],
  ];
  for (const [picture, reason] of cases) assert.match(explainReading(picture, MULTIPLIER), reason);
});

Deno.test("diagnosisPage() and diagnosisData() hold every attempt, the data without pixels", () => {
  const picture = write("WORD"), diagnosis = diagnoseNumber(picture, MULTIPLIER);
  assert(diagnosis.attempts.length > 0);
  const page = diagnosisPage(diagnosis, { title: "<here>", picture });
  assert(page.includes("&#60;here&#62;") && page.includes("withheld"));
  assert.equal(page.split("<section>").length - 1, diagnosis.attempts.length);
  const data = JSON.stringify(diagnosisData(diagnosis));
  assert(data.length < 20_000 && !data.includes('"mask"'));
});
