/** How the six bookmakers' tables look, read and number things, and what they take: data, no drawing. */
import type { TableLocale } from "./number_text.ts";
import { ADMIRAL, BALKANBET, MAXBET, MERIDIAN, MOZZART, type SkinColors, SOCCER } from "./skin_colors.ts";
import { ENGLISH, SERBIAN, type SkinTexts } from "./skin_texts.ts";
import { type LayoutPlan, type Places, placeTable } from "./table_layout.ts";

export const SKIN_NAMES = ["balkanbet", "mozzart", "soccer", "admiral", "meridian", "maxbet"] as const;
export type SkinName = (typeof SKIN_NAMES)[number];

/** One bookmaker's table. */
export interface Skin {
  name: SkinName;
  title: string;
  locale: TableLocale;
  currency: "RSD";
  stakeMinMinor: number;
  stakeMaxMinor: number;
  /** files in `fonts/` */
  fontFiles: { regular: string; bold: string };
  colors: SkinColors;
  texts: SkinTexts;
  barDirection: "fills" | "drains";
  places: Places;
}

const PLAN: LayoutPlan = {
  listSide: "left",
  listWidth: 236,
  headerHeight: 40,
  history: "above",
  panelHeight: 136,
  playSide: "right",
  currencySide: "after",
  scoreSize: 64,
  panels: 1,
};

type SkinDraft = Pick<Skin, "name" | "title" | "locale" | "colors" | "texts" | "barDirection"> & {
  fontExtension: "ttf" | "otf";
  stakeMax: number;
  plan: Partial<LayoutPlan>;
};

function skin({ fontExtension, stakeMax, plan, ...draft }: SkinDraft): Skin {
  return {
    ...draft,
    currency: "RSD",
    stakeMinMinor: 10_00,
    stakeMaxMinor: stakeMax * 100,
    fontFiles: { regular: `${draft.name}_regular.${fontExtension}`, bold: `${draft.name}_bold.${fontExtension}` },
    places: placeTable({ ...PLAN, ...plan }),
  };
}

/** Every skin by its name. */
export const SKINS: Record<SkinName, Skin> = {
  balkanbet: skin({
    name: "balkanbet",
    title: "BalkanBet",
    locale: "sr-RS",
    fontExtension: "ttf",
    stakeMax: 12_000,
    colors: BALKANBET,
    texts: SERBIAN,
    barDirection: "drains",
    plan: {},
  }),
  mozzart: skin({
    name: "mozzart",
    title: "Mozzart",
    locale: "sr-RS",
    fontExtension: "ttf",
    stakeMax: 100_000,
    colors: MOZZART,
    texts: SERBIAN,
    barDirection: "fills",
    plan: { listSide: "right", listWidth: 248, headerHeight: 44, scoreSize: 68, playSide: "left" },
  }),
  soccer: skin({
    name: "soccer",
    title: "Soccer",
    locale: "en-US",
    fontExtension: "ttf",
    stakeMax: 11_000,
    colors: SOCCER,
    texts: ENGLISH,
    barDirection: "drains",
    plan: { history: "below", headerHeight: 46, currencySide: "before", scoreSize: 60 },
  }),
  admiral: skin({
    name: "admiral",
    title: "Admiral",
    locale: "en-US",
    fontExtension: "otf",
    stakeMax: 11_000,
    colors: ADMIRAL,
    texts: { ...SERBIAN, crashed: "AVION JE ODLETEO!", bets: "OPKLADA", total: "Uloženo", bet: "OPKLADI SE" },
    barDirection: "drains",
    plan: { listWidth: 244, headerHeight: 42, playSide: "left", panelHeight: 140, scoreSize: 58 },
  }),
  meridian: skin({
    name: "meridian",
    title: "Meridian",
    locale: "sr-RS",
    fontExtension: "ttf",
    stakeMax: 24_000,
    colors: MERIDIAN,
    texts: { ...SERBIAN, waiting: "SLEDEĆA RUNDA USKORO", cashOut: "UZMI DOBITAK", bets: "OPKLADE" },
    barDirection: "fills",
    plan: { listSide: "right", headerHeight: 48, history: "below", scoreSize: 66, panels: 2 },
  }),
  maxbet: skin({
    name: "maxbet",
    title: "MaxBet",
    locale: "en-US",
    fontExtension: "otf",
    stakeMax: 11_000,
    colors: MAXBET,
    texts: { ...ENGLISH, waiting: "NEXT ROUND IS COMING", crashed: "IT FLEW AWAY!", bet: "PLACE BET" },
    barDirection: "fills",
    plan: { listSide: "right", listWidth: 230, currencySide: "before", panelHeight: 132, scoreSize: 70, panels: 2 },
  }),
};

/** The name under which a skin's font is registered wherever it is drawn. */
export function fontFamily(skin: Pick<Skin, "name">, weight: "regular" | "bold"): string {
  return `Aviator ${skin.name} ${weight}`;
}
