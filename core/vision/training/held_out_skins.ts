/** Tables that no one has seen: six strange skins, drawn for held-out frames only. Data, no drawing. */
import type { Locale } from "../../protocol/manifest.ts";
import type { Region } from "../../protocol/reading.ts";
import { ENGLISH, SERBIAN, type SkinTexts } from "../../simulator/skin_texts.ts";
import type { Ground } from "./held_out_grounds.ts";
import type { Effect } from "./held_out_writing.ts";

/** Size of a strange page, CSS pixels; it is scaled to the window, never stretched. */
export const STRANGE_PAGE = { width: 800, height: 450 } as const;

type Box = readonly [x: number, y: number, width: number, height: number];

export interface StrangeSkin {
  name: string;
  title: string;
  locale: Locale;
  /** how it writes, which its locale must allow */
  money: { group: string; decimal: string; before: string; behind: string };
  multiplier: { group: string; decimal: string; before: string; behind: string };
  texts: Pick<SkinTexts, "waiting" | "crashed" | "bets" | "total" | "amount" | "autoCashOut" | "bet">;
  /** families of `held_out_fonts.ts` */
  fonts: { score: string; text: string };
  light: boolean;
  colors: { page: string; panel: string; text: string; muted: string; button: string; crash: string; curve: string };
  /** ink of the score from so many hundredths on */
  scoreInks: readonly [from: number, ink: string][];
  ground: { kind: Ground; seed: number; moves: boolean };
  scoreEffect: Effect;
  scorePx: number;
  waiting: "bar" | "ring" | "countdown";
  flight: "curve" | "rocket" | "none";
  places: Record<Region | "stage" | "history" | "amount" | "autoCashOut" | "play" | "list", Box>;
}

const ONLY_X = { group: "", before: "", behind: "x" };

export const STRANGE_SKINS: readonly StrangeSkin[] = [
  {
    name: "ivory",
    title: "Ivory",
    locale: "sr-RS",
    money: { group: ".", decimal: ",", before: "", behind: " RSD" },
    multiplier: { group: ".", decimal: ",", before: "", behind: "x" },
    texts: SERBIAN,
    fonts: { score: "LinBiolinum_RB", text: "Karla-Regular" },
    light: true,
    colors: {
      page: "#f7f3e8",
      panel: "#ffffff",
      text: "#2b2b2b",
      muted: "#8d8877",
      button: "#2e7d32",
      crash: "#b71c1c",
      curve: "#c62828",
    },
    scoreInks: [[100, "#1a237e"]],
    ground: { kind: "flat", seed: 4, moves: false },
    scoreEffect: "plain",
    scorePx: 78,
    waiting: "bar",
    flight: "curve",
    places: {
      stage: [0, 44, 560, 276],
      phase: [30, 70, 500, 230],
      score: [90, 120, 380, 100],
      myMoney: [600, 8, 190, 30],
      otherCount: [690, 58, 100, 28],
      otherMoney: [610, 92, 180, 28],
      history: [0, 322, 560, 26],
      amount: [30, 372, 150, 36],
      autoCashOut: [200, 372, 120, 36],
      play: [350, 360, 190, 70],
      list: [566, 130, 228, 310],
    },
  },
  {
    name: "casino",
    title: "GRAND",
    locale: { number: "1,234.56", multiplier: "x3.45" },
    money: { group: ",", decimal: ".", before: "€", behind: "" },
    multiplier: { group: "", decimal: ".", before: "x", behind: "" },
    texts: { ...ENGLISH, waiting: "PLACE YOUR BETS", crashed: "BUSTED" },
    fonts: { score: "SwitzeraADF-Bold", text: "Cantarell-Bold" },
    light: false,
    colors: {
      page: "#2a0a12",
      panel: "#3b0f1b",
      text: "#f6d98a",
      muted: "#b08d57",
      button: "#c8871a",
      crash: "#ff5252",
      curve: "#ffb300",
    },
    scoreInks: [[100, "#ffd54a"]],
    ground: { kind: "picture", seed: 21, moves: false },
    scoreEffect: "gradient",
    scorePx: 72,
    waiting: "ring",
    flight: "rocket",
    places: {
      stage: [200, 60, 600, 280],
      phase: [230, 80, 540, 240],
      score: [330, 110, 340, 96],
      myMoney: [20, 14, 170, 32],
      otherCount: [20, 96, 90, 28],
      otherMoney: [20, 150, 170, 30],
      history: [200, 34, 600, 24],
      amount: [220, 376, 160, 38],
      autoCashOut: [400, 376, 120, 38],
      play: [560, 356, 220, 78],
      list: [10, 200, 184, 240],
    },
  },
  {
    name: "carnival",
    title: "Karneval",
    locale: { number: "12 345,60", multiplier: "3.45x" },
    money: { group: " ", decimal: ",", before: "", behind: " din" },
    multiplier: { ...ONLY_X, decimal: "." },
    texts: { ...SERBIAN, waiting: "SLEDEĆA RUNDA USKORO", crashed: "PUKLO!" },
    fonts: { score: "Karla-ExtraBold", text: "ClearSans-Medium" },
    light: false,
    colors: {
      page: "#241447",
      panel: "#33206b",
      text: "#ffffff",
      muted: "#a99be0",
      button: "#ff6d00",
      crash: "#ff1744",
      curve: "#00e5ff",
    },
    scoreInks: [[100, "#ffffff"], [200, "#ffee58"], [1000, "#69f0ae"]],
    ground: { kind: "rays", seed: 6, moves: true },
    scoreEffect: "outlined",
    scorePx: 80,
    waiting: "countdown",
    flight: "none",
    places: {
      stage: [0, 90, 800, 240],
      phase: [120, 100, 560, 220],
      score: [220, 130, 360, 104],
      myMoney: [580, 16, 200, 34],
      otherCount: [130, 16, 90, 32],
      otherMoney: [260, 16, 190, 32],
      history: [0, 60, 800, 28],
      amount: [60, 360, 170, 42],
      autoCashOut: [250, 360, 130, 42],
      play: [420, 348, 240, 84],
      list: [680, 346, 110, 94],
    },
  },
  {
    name: "nebula",
    title: "NEBULA",
    locale: "en-US",
    money: { group: ",", decimal: ".", before: "$", behind: "" },
    multiplier: { group: ",", decimal: ".", before: "", behind: "x" },
    texts: { ...ENGLISH, waiting: "NEXT LAUNCH SOON", crashed: "CRASHED" },
    fonts: { score: "Oxygen-Sans-Bold", text: "Oxygen-Sans" },
    light: false,
    colors: {
      page: "#05060f",
      panel: "#10142a",
      text: "#c7d7ff",
      muted: "#66709a",
      button: "#00c853",
      crash: "#ff3d7f",
      curve: "#7c4dff",
    },
    scoreInks: [[100, "#34b4ff"], [200, "#913ef8"], [1000, "#c017b4"]],
    ground: { kind: "stars", seed: 9, moves: true },
    scoreEffect: "glowing",
    scorePx: 84,
    waiting: "bar",
    flight: "rocket",
    places: {
      stage: [150, 40, 650, 300],
      phase: [190, 60, 570, 260],
      score: [270, 110, 410, 116],
      myMoney: [640, 6, 150, 28],
      otherCount: [10, 70, 120, 28],
      otherMoney: [10, 110, 136, 28],
      history: [150, 342, 650, 26],
      amount: [180, 384, 150, 38],
      autoCashOut: [350, 384, 120, 38],
      play: [500, 376, 270, 62],
      list: [6, 160, 138, 280],
    },
  },
  {
    name: "foto",
    title: "Foto",
    locale: "sr-RS",
    money: { group: ".", decimal: ",", before: "", behind: "" },
    multiplier: { ...ONLY_X, decimal: "." },
    texts: { ...SERBIAN, waiting: "ČEKA SE SLEDEĆI LET", crashed: "ODLETEO" },
    fonts: { score: "Cabin-BoldItalic", text: "Cabin-SemiBold" },
    light: false,
    colors: {
      page: "#1f2a33",
      panel: "#2c3b47",
      text: "#e8f1f5",
      muted: "#9db2bd",
      button: "#0091ea",
      crash: "#ff5252",
      curve: "#ff7043",
    },
    scoreInks: [[100, "#ffffff"]],
    ground: { kind: "picture", seed: 33, moves: true },
    scoreEffect: "shadowed",
    scorePx: 70,
    waiting: "bar",
    flight: "curve",
    places: {
      stage: [240, 30, 560, 290],
      phase: [270, 50, 500, 250],
      score: [340, 100, 360, 100],
      myMoney: [40, 400, 160, 34],
      otherCount: [150, 40, 80, 28],
      otherMoney: [90, 76, 140, 28],
      history: [240, 2, 560, 26],
      amount: [260, 360, 150, 40],
      autoCashOut: [430, 360, 120, 40],
      play: [580, 340, 200, 80],
      list: [6, 116, 228, 270],
    },
  },
  {
    name: "terminal",
    title: "C:\\CRASH",
    locale: "en-US",
    money: { group: "", decimal: ".", before: "", behind: " EUR" },
    multiplier: { ...ONLY_X, decimal: "." },
    texts: { ...ENGLISH, waiting: "AWAITING ROUND", crashed: "*** CRASH ***" },
    fonts: { score: "OxygenMono-Regular", text: "Courier Prime Sans Bold" },
    light: false,
    colors: {
      page: "#001100",
      panel: "#002200",
      text: "#66ff66",
      muted: "#2e8b57",
      button: "#116611",
      crash: "#ffb000",
      curve: "#33cc33",
    },
    scoreInks: [[100, "#99ff99"]],
    ground: { kind: "flat", seed: 12, moves: false },
    scoreEffect: "plain",
    scorePx: 76,
    waiting: "countdown",
    flight: "curve",
    places: {
      stage: [0, 50, 600, 290],
      phase: [40, 60, 520, 270],
      score: [110, 130, 380, 110],
      myMoney: [20, 10, 220, 32],
      otherCount: [700, 60, 90, 30],
      otherMoney: [610, 96, 180, 30],
      history: [0, 344, 600, 28],
      amount: [30, 390, 160, 40],
      autoCashOut: [210, 390, 130, 40],
      play: [370, 382, 210, 56],
      list: [606, 136, 188, 300],
    },
  },
];
