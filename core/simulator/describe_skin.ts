/** What a skin's manifest must say: regions, colours and rules taken from where the drawing takes them. */
import type { TableDescription } from "../protocol/manifest.ts";
import type { Rect } from "../protocol/picture.ts";
import type { Skin } from "./skins.ts";
import { WINDOW } from "./table_layout.ts";

type Box = [number, number, number, number];

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
