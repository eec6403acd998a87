/** What a skin's manifest must say: regions, colours and rules taken from where the drawing takes them. */
import type { TableDescription } from "../protocol/manifest.ts";
import type { Rect } from "../protocol/picture.ts";
import type { Skin } from "./skins.ts";
import { type PanelPlaces, WINDOW } from "./table_layout.ts";

type Box = [number, number, number, number];

/** Some skins' stages differ by a dozen only: another table's is not this one's. */
const STAGE_TOLERANCE = 8;
/** Soft edges of letters in small windows are 0.03 at most, measured over all skins and phases. */
const STRANGE_MAX = 0.06;

/** The `table` of the skin's bookmaker plugin. */
export function describeSkin(skin: Skin): TableDescription {
  const { places, colors } = skin;
  return {
    window: { ...WINDOW },
    locale: skin.locale,
    currency: skin.currency,
    stakeMinMinor: skin.stakeMinMinor,
    stakeMaxMinor: skin.stakeMaxMinor,
    regions: {
      score: box(places.score),
      phase: box(places.phase),
      myMoney: box(places.balance),
      otherCount: box(places.count),
      otherMoney: box(places.money),
    },
    phaseRules: phaseRules(skin),
    palette: { colors: stageColors(skin), tolerance: 20, strangeMax: STRANGE_MAX },
    progress: { area: box(places.bar), color: colors.barFill, tolerance: 40, direction: skin.barDirection },
    controls: {
      ...describePanel(places),
      history: box(places.history),
      ...(places.second ? { second: describePanel(places.second) } : {}),
      playColors: { bet: colors.bet, cancel: colors.cancel, cashOut: colors.cashOut },
      switchOnColor: colors.switchOn,
    },
  };
}

function describePanel({ amount, autoCashOut, play, autoSwitch }: PanelPlaces) {
  return {
    amount: box(amount),
    autoCashOut: box(autoCashOut),
    play: box(play),
    autoCashOutSwitch: box(autoSwitch),
  };
}

/**
 * Every phase shows itself by its own colours. Corners that only the stage fills guard against whatever covers the table;
 * stage above and below the bar, and words where else the score is, against a cover of the bar's own colour.
 */
function phaseRules({ places, colors }: Skin): TableDescription["phaseRules"] {
  const { bar, scoreCore, banner: plate } = places;
  const stage = (area: Rect) => test(colors.stage, { area, tolerance: STAGE_TOLERANCE, minShare: 0.9 });
  const [guard, ...corners] = guardsOf(places).map(stage);
  const above = stage({ ...bar, y: bar.y - 10, height: 6 }),
    below = stage({ ...bar, y: bar.y + bar.height + 4, height: 6 });
  const words = test(colors.score, { area: scoreCore, minShare: 0.02, maxShare: 0.4 });
  const barOf = (color: string) => test(color, { area: bar, tolerance: 24, minShare: 0.4 });
  const waiting = (color: string) => ({
    phase: "waiting" as const,
    all: [guard, ...corners, above, below, words, barOf(color)],
  });
  const score = (color: string) => test(color, { area: scoreCore, minShare: 0.1, maxShare: 0.7 });
  const banner = colors.bannerPlate
    ? test(colors.bannerPlate, { area: plate, tolerance: 16, minShare: 0.4 })
    : test(colors.banner, { area: plate, minShare: 0.06, maxShare: 0.6 });
  return [
    waiting(colors.barFill),
    waiting(colors.barTrack),
    { phase: "crashed", all: [guard, ...corners, score(colors.crash), banner] },
    { phase: "flying", all: [guard, score(colors.score)] },
  ];
}

/** The phase region's corners; the curve never reaches the first. */
function guardsOf({ guard, phase }: Skin["places"]): [Rect, Rect, Rect, Rect] {
  const right = 2 * phase.x + phase.width - guard.x - guard.width,
    low = 2 * phase.y + phase.height - guard.y - guard.height;
  return [guard, { ...guard, x: right }, { ...guard, y: low }, { ...guard, x: right, y: low }];
}

/** All that the stage is drawn with, and what shines through the tint below the curve. */
function stageColors({ colors }: Skin): string[] {
  const tint = (under: string) => mix(under, colors.curve, colors.curveFill);
  const { stage, axis, muted, history, curve, score, crash, bannerPlate, banner, barFill, barTrack } = colors;
  const found = [stage, tint(stage), curve, score, crash, banner, barFill, barTrack, axis, muted, history[0]];
  return [...new Set(bannerPlate ? [...found, bannerPlate] : found)];
}

/** `share` of `over` upon `under`. */
function mix(under: string, over: string, share: number): string {
  const channel = (text: string, index: number) => parseInt(text.slice(1 + 2 * index, 3 + 2 * index), 16);
  const mixed = [0, 1, 2].map((index) =>
    Math.round(channel(under, index) * (1 - share) + channel(over, index) * share)
  );
  return `#${mixed.map((value) => value.toString(16).padStart(2, "0")).join("")}`;
}

function test(
  color: string,
  { area, tolerance = 40, minShare, maxShare = 1 }: {
    area: Rect;
    tolerance?: number;
    minShare: number;
    maxShare?: number;
  },
) {
  return { color, tolerance, minShare, maxShare, area: box(area) };
}

function box({ x, y, width, height }: Rect): Box {
  return [x, y, width, height];
}
