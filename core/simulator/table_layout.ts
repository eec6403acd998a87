/** Where everything stands in a table's window of 960×540: the one place that drawing, clicking and describing take it from. */
import type { BetPanelNumber } from "../protocol/bet.ts";
import type { Point, Rect } from "../protocol/picture.ts";

export const WINDOW = { width: 960, height: 540 } as const;
/** Stakes that one click puts into the amount field, minor units. */
export const QUICK_STAKES_MINOR = [100_00, 200_00, 500_00, 1000_00] as const;

/** What differs from one bookmaker's page to the next. Lengths in pixels. */
export interface LayoutPlan {
  listSide: "left" | "right";
  listWidth: number;
  headerHeight: number;
  history: "above" | "below";
  panelHeight: number;
  playSide: "left" | "right";
  currencySide: "before" | "after";
  /** height of the multiplier's letters */
  scoreSize: number;
  /** two stand side by side, and have no quick amounts */
  panels: BetPanelNumber;
}

/** Where one bet panel's controls stand. */
export interface PanelPlaces {
  amount: Rect;
  autoCashOut: Rect;
  autoSwitch: Rect;
  play: Rect;
  quick: Rect[];
}

/** Rectangles in the window's pixels; the panel's own are the first one's. */
export interface Places extends PanelPlaces {
  header: Rect;
  /** the balance's digits alone, and the currency beside them */
  balance: Rect;
  currency: Rect;
  list: Rect;
  count: Rect;
  money: Rect;
  rows: Rect;
  history: Rect;
  stage: Rect;
  phase: Rect;
  score: Rect;
  /** middle of the score: always on its digits */
  scoreCore: Rect;
  /** a corner of the phase that nothing but the stage ever fills */
  guard: Rect;
  bar: Rect;
  banner: Rect;
  panel: Rect;
  second: PanelPlaces | null;
}

export type Control = "amount" | "autoCashOut" | "autoSwitch" | "play" | { quickMinor: number };

/** Lays a plan out. */
export function placeTable(plan: LayoutPlan): Places {
  const { headerHeight, listWidth } = plan;
  const below = WINDOW.height - headerHeight;
  const left = plan.listSide === "left";
  const list = { x: left ? 0 : WINDOW.width - listWidth, y: headerHeight, width: listWidth, height: below };
  const column = { x: left ? listWidth : 0, y: headerHeight, width: WINDOW.width - listWidth, height: below };
  const middle = placeMiddle(column, plan);
  return {
    header: { x: 0, y: 0, width: WINDOW.width, height: headerHeight },
    ...placeBalance(plan),
    list,
    count: { x: list.x + list.width - 108, y: list.y + 8, width: 100, height: 26 },
    money: { x: list.x + list.width - 164, y: list.y + 38, width: 156, height: 26 },
    rows: { x: list.x + 8, y: list.y + 74, width: list.width - 16, height: list.height - 80 },
    ...middle,
    ...placeStage(middle.stage, plan.scoreSize),
    ...placePanels(middle.panel, plan),
  };
}

function placeBalance(plan: LayoutPlan): Pick<Places, "balance" | "currency"> {
  const y = Math.round((plan.headerHeight - 28) / 2), end = WINDOW.width - 12;
  if (plan.currencySide === "before") {
    return {
      balance: { x: end - 168, y, width: 168, height: 28 },
      currency: { x: end - 216, y, width: 44, height: 28 },
    };
  }
  return { balance: { x: end - 216, y, width: 168, height: 28 }, currency: { x: end - 44, y, width: 44, height: 28 } };
}

function placeMiddle(column: Rect, plan: LayoutPlan): Pick<Places, "history" | "stage" | "panel"> {
  const historyHeight = 32, above = plan.history === "above";
  const stageHeight = column.height - historyHeight - plan.panelHeight;
  const stageY = column.y + (above ? historyHeight : 0);
  return {
    history: { ...column, y: above ? column.y : stageY + stageHeight, height: historyHeight },
    stage: { ...column, y: stageY, height: stageHeight },
    panel: { ...column, y: column.y + column.height - plan.panelHeight, height: plan.panelHeight },
  };
}

type StagePlaces = Pick<Places, "phase" | "score" | "scoreCore" | "guard" | "bar" | "banner">;

function placeStage(stage: Rect, scoreSize: number): StagePlaces {
  const scoreHeight = Math.round(scoreSize * 1.3), height = scoreHeight + 104;
  const phase = centred(stage, { width: 560, height });
  const score = centred(phase, { width: Math.round(scoreSize * 7.8), height: scoreHeight });
  return {
    phase,
    score,
    scoreCore: centred(score, { width: scoreSize * 2, height: Math.round(scoreSize * 0.7) }),
    guard: { x: phase.x + 4, y: phase.y + 4, width: 60, height: 16 },
    bar: { ...centred(phase, { width: 280, height: 12 }), y: score.y + score.height + 16 },
    banner: { ...centred(phase, { width: 260, height: 40 }), y: phase.y + 8 },
  };
}

function placePanels(panel: Rect, { panels, playSide }: LayoutPlan): PanelPlaces & Pick<Places, "second"> {
  if (panels === 1) return { ...placePanel(panel, playSide), second: null };
  const width = Math.floor(panel.width / 2), right = { ...panel, x: panel.x + width, width };
  return { ...placeNarrowPanel({ ...panel, width }, playSide), second: placeNarrowPanel(right, playSide) };
}

/** Half as wide: the fields one below the other. */
function placeNarrowPanel(panel: Rect, playSide: "left" | "right"): PanelPlaces {
  const width = 336, x = panel.x + Math.round((panel.width - width) / 2), y = panel.y + 12;
  const height = panel.height - 24, right = playSide === "right", fields = right ? x : x + 172;
  return {
    play: { x: right ? x + 172 : x, y, width: 164, height },
    amount: { x: fields, y: y + 18, width: 160, height: 30 },
    autoCashOut: { x: fields, y: y + height - 32, width: 104, height: 30 },
    autoSwitch: { x: fields + 114, y: y + height - 29, width: 44, height: 24 },
    quick: [],
  };
}

function placePanel(panel: Rect, playSide: "left" | "right"): PanelPlaces {
  const width = 640, x = panel.x + Math.round((panel.width - width) / 2), y = panel.y + 12;
  const height = panel.height - 24, right = playSide === "right";
  const fields = right ? x : x + 260, fieldY = y + 20;
  const second = fields + 200;
  return {
    play: { x: right ? x + 400 : x, y, width: 240, height },
    amount: { x: fields, y: fieldY, width: 180, height: 32 },
    quick: QUICK_STAKES_MINOR.map((_, index) => ({
      x: fields + (index % 2) * 93,
      y: fieldY + 42 + Math.floor(index / 2) * 28,
      width: 87,
      height: 23,
    })),
    autoSwitch: { x: second + 136, y: y + height - 28, width: 44, height: 24 },
    autoCashOut: { x: second, y: fieldY, width: 180, height: 32 },
  };
}

function centred(outer: Rect, size: { width: number; height: number }): Rect {
  return {
    ...size,
    x: outer.x + Math.round((outer.width - size.width) / 2),
    y: outer.y + Math.round((outer.height - size.height) / 2),
  };
}

/** What stands at a point of the window that can be pressed, and whose it is; null for nothing. */
export function controlAt(places: Places, point: Point): { panel: BetPanelNumber; control: Control } | null {
  const first = controlOf(places, point);
  if (first) return { panel: 1, control: first };
  const second = places.second && controlOf(places.second, point);
  return second && { panel: 2, control: second };
}

function controlOf(places: PanelPlaces, point: Point): Control | null {
  for (const name of ["amount", "autoCashOut", "autoSwitch", "play"] as const) {
    if (contains(places[name], point)) return name;
  }
  const quick = places.quick.findIndex((rect) => contains(rect, point));
  return quick < 0 ? null : { quickMinor: QUICK_STAKES_MINOR[quick] };
}

function contains(rect: Rect, { x, y }: Point): boolean {
  return x >= rect.x && y >= rect.y && x < rect.x + rect.width && y < rect.y + rect.height;
}
