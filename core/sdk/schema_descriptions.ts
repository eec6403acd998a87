/** What an editor says of each field of `plugin.json`, by the end of its path. */

const BOX = "[x, y, width, height] in pixels, from the window's top left corner";
const MINOR = "minor units: 1000 is 10.00";
const TOLERANCE = "Largest difference of a channel from the colour, 0 to 255";

/** By the end of a field's path: of several that fit, the longest counts. */
export const DESCRIPTIONS: Readonly<Record<string, string>> = {
  $schema: "Where this description lies, for editors",
  name: "The plugin's name, which is its folder's: lower case letters, digits and hyphens",
  kind: "bookmaker: describes a table; collector: turns what happens into rows; strategy: says what to bet",
  title: "What the page calls it",
  description: "What it does, for whoever decides about it",
  version: "Yours, such as 1.2.0",
  sdk: "Version of the SDK that it is written for: 1",
  entry: "Its module inside the folder, such as main.ts; a bookmaker needs none",
  permissions: "What it asks the user for; without any it may do nothing but think, answer and log",
  net: 'Hosts that it wants to reach, such as "api.example.org:443"',
  reason: "Why, in a sentence that the user reads before approving",
  config: "JSON Schema of its settings: the page makes a form of it; give each property a default",
  table: "A bookmaker's table: where everything stands in its window",
  window: "Size of the table's window, pixels",
  "window.width": "Width, pixels",
  "window.height": "Height, pixels",
  locale: "How the table writes numbers: a tag such as sr-RS, or an example of each",
  number: 'An amount as the table writes it, such as "12 345,60"',
  multiplier: 'A multiplier as the table writes it, such as "x3.45"',
  currency: "Three letters, such as RSD",
  stakeMinMinor: `Smallest stake that the table takes, ${MINOR}`,
  stakeMaxMinor: `Largest stake that the table takes, ${MINOR}`,
  regions: "What is read five times a second",
  "regions.score": `The multiplier in the middle: ${BOX}`,
  "regions.phase": `The stage by which phases are told: ${BOX}`,
  "regions.myMoney": `The own balance: ${BOX}`,
  "regions.otherCount": `How many others play: ${BOX}`,
  "regions.otherMoney": `The others' money: ${BOX}`,
  phaseRules: "The first rule all of whose tests hold gives the phase; none: unknown",
  phase: "The phase that the rule tells",
  all: "Tests that must all hold",
  color: "A colour as #rrggbb in lower case",
  tolerance: TOLERANCE,
  minShare: "Least share of pixels near the colour, 0 to 1",
  maxShare: "Largest share of pixels near the colour, 0 to 1",
  area: `Where it is looked for, default the whole phase region: ${BOX}`,
  palette: "All colours of the phase region: with too many others in it something covers the table",
  colors: "Colours as #rrggbb",
  strangeMax: "Largest share of pixels of other colours, 0 to 1",
  progress: "The bar that shows how much of the waiting phase has passed",
  direction: "fills: it grows as time passes; drains: it shrinks",
  writing: "What calibration learnt of the table's own figures; not for writing by hand",
  characters: "One character a picture in glyphs",
  glyphs: "Pictures of the characters, base64",
  limit: "Largest distance of a figure from its picture, 0 to 1",
  lines: "Where each region's line of figures stands",
  inks: "Pairs of colours that part figures from what lies behind",
  ink: "Colour of the figures, #rrggbb",
  ground: "Colour behind them, #rrggbb",
  top: "Top of the figures, share of the region's height",
  base: "Base of the figures, share of the region's height",
  align: "The edge that stays where it is when the number grows",
  at: "Where that edge is, share of the region's width",
  slack: "How far that edge strays, share of the region's width",
  gap: "Widest gap inside a number, in heights of a figure",
  grouped: "Whether thousands are parted by a sign",
  "lines.score": "The line of the multiplier",
  "lines.myMoney": "The line of the own balance",
  "lines.otherCount": "The line of the number of players",
  "lines.otherMoney": "The line of the others' money",
  controls: "What the arbiter clicks; without it the table is only watched",
  second: "The second bet panel, where the table has one; its colours are those of the first",
  amount: `The stake's field: ${BOX}`,
  autoCashOut: `The field of the automatic cash-out: ${BOX}`,
  play: `The big button: ${BOX}`,
  autoCashOutSwitch: `The switch of the automatic cash-out, where there is one: ${BOX}`,
  history: `The strip of past multipliers: ${BOX}`,
  playColors: "Colours of the big button in its states",
  bet: "When it takes a bet, #rrggbb",
  cancel: "When it would take the bet back, #rrggbb",
  cashOut: "When it would cash out, #rrggbb",
  switchOnColor: "Colour of the switch when it is on, #rrggbb",
};

/** The description of the field at a path such as `table.regions.score`; undefined where there is none. */
export function descriptionAt(path: readonly string[]): string | undefined {
  for (let from = 0; from < path.length; from += 1) {
    const found = DESCRIPTIONS[path.slice(from).join(".")];
    if (found !== undefined) return found;
  }
  return undefined;
}
