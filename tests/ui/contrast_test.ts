/** The page's colours by the rule for readable text. */
import assert from "node:assert/strict";

type Theme = "light" | "dark";

/** WCAG 2.2 AA for text. */
const CONTRAST_MIN = 4.5;
const PAIRS = [
  ["ink", "paper"],
  ["ink", "surface"],
  ["ink", "sunken"],
  ["ink-2", "paper"],
  ["ink-2", "surface"],
  ["ink-2", "sunken"],
  ["accent", "surface"],
  ["accent", "sunken"],
  ["good", "surface"],
  ["good", "good-soft"],
  ["warn", "surface"],
  ["warn", "warn-soft"],
  ["bad", "surface"],
  ["bad", "bad-soft"],
  ["bad", "sunken"],
  ["low", "sunken"],
  ["middle", "sunken"],
  ["high", "sunken"],
];

const css = await Deno.readTextFile("ui/style/base.css");

function colorOf(name: string, theme: Theme): string {
  const match = css.match(new RegExp(`--${name}: light-dark\\((#\\w{6}), (#\\w{6})\\)`));
  assert.ok(match, name);
  return theme === "light" ? match[1] : match[2];
}

function luminance(color: string): number {
  const [red, green, blue] = [1, 3, 5].map((at) => {
    const channel = parseInt(color.slice(at, at + 2), 16) / 255;
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(a: string, b: string): number {
  const [dark, light] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (light + 0.05) / (dark + 0.05);
}

Deno.test("the page's colours are readable on one another when light and when dark", () => {
  for (const theme of ["light", "dark"] as const) {
    for (const [text, ground] of PAIRS) {
      const ratio = contrast(colorOf(text, theme), colorOf(ground, theme));
      assert.ok(ratio >= CONTRAST_MIN, `${text} on ${ground}, ${theme}: ${ratio.toFixed(2)}`);
    }
  }
});
