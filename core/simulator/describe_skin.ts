/** What a skin's manifest must say: regions, colours and rules taken from where the drawing takes them. */
import type { TableDescription } from "../protocol/manifest.ts";
import type { Rect } from "../protocol/picture.ts";
import type { Skin } from "./skins.ts";
import { WINDOW } from "./table_layout.ts";

type Box = [number, number, number, number];

/** Soft edges of letters in the smallest windows; measured over all skins and phases, with room above. */
const STRANGE_MAX = 0.12;

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
      amount: box(places.amount),
      autoCashOut: box(places.autoCashOut),
      play: box(places.play),
      autoCashOutSwitch: box(places.autoSwitch),
      history: box(places.history),
      playColors: { bet: colors.bet, cancel: colors.cancel, cashOut: colors.cashOut },
      switchOnColor: colors.switchOn,
    },
  };
}

/** Every phase shows itself by its own colours; a corner that only the stage fills guards against whatever covers the table. */
function phaseRules({ places, colors }: Skin): TableDescription["phaseRules"] {
  const guard = test(colors.stage, { area: places.guard, tolerance: 16, minShare: 0.9 });
  const bar = (color: string) => test(color, { area: places.bar, tolerance: 24, minShare: 0.4 });
  const score = (color: string) => test(color, { area: places.scoreCore, minShare: 0.1, maxShare: 0.7 });
  const banner = colors.bannerPlate
    ? test(colors.bannerPlate, { area: places.banner, tolerance: 16, minShare: 0.4 })
    : test(colors.banner, { area: places.banner, minShare: 0.06, maxShare: 0.6 });
  return [
    { phase: "waiting", all: [guard, bar(colors.barFill)] },
    { phase: "waiting", all: [guard, bar(colors.barTrack)] },
    { phase: "crashed", all: [guard, score(colors.crash), banner] },
    { phase: "flying", all: [guard, score(colors.score)] },
  ];
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
  const mixed = [0, 1, 2].map((index) => Math.round(channel(under, index) * (1 - share) + channel(over, index) * share));
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
