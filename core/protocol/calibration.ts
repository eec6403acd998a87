/** What the page and the host say about calibrating a table: pictures, regions on them, readings, and what is saved. */
import type { Locale } from "./manifest.ts";
import type { Rect } from "./picture.ts";
import type { NumberReading, NumberRegion, Phase, Region } from "./reading.ts";

/** Places beside the five regions that may be drawn. */
export const CONTROL_PLACES = ["amount", "autoCashOut", "play", "autoCashOutSwitch", "history"] as const;
export type ControlPlace = (typeof CONTROL_PLACES)[number];
/** What may be missing for bets by clicks: a place that nobody has drawn, or a colour that no picture shows. */
export const CONTROL_GAPS = [
  "amount",
  "autoCashOut",
  "play",
  "betColor",
  "cancelColor",
  "cashOutColor",
  "switchColor",
] as const;
export type ControlGap = (typeof CONTROL_GAPS)[number];
/** What the big button shows. */
export type ButtonFace = "bet" | "cancel" | "cashOut";
export type CalibrationPlace = Region | ControlPlace;

/** Rectangles relative to the table's window, by what they show. */
export type PlaceRects = Partial<Record<CalibrationPlace, Rect>>;

/** One place that may be a region. */
export interface Proposal {
  place: CalibrationPlace;
  rect: Rect;
  /** hundredths, minor units or a count; null for none, and for places that show no number */
  value: number | null;
  /** 0 to 1, of the proposal */
  confidence: number;
}

export interface Proposals {
  locale: Locale;
  /** likeliest first within a place */
  proposals: Proposal[];
}

/** How many values of known truth were read how. */
export interface ReadScore {
  right: number;
  withheld: number;
  wrong: number;
}

/** How what was learnt did on frames that it was not learnt from. */
export interface LessonReport {
  frames: number;
  /** numbers with the general reader alone, and with what was learnt */
  before: ReadScore;
  after: ReadScore;
  phases: ReadScore;
  /** why something that was learnt is not kept; empty when all is */
  dropped: string[];
}

/** A table that is watched already, as a place to start from. */
export interface KnownTable {
  table: string;
  title: string;
  window: Rect;
  locale: Locale;
  regions: PlaceRects;
}

export interface CalibrationView {
  screen: { width: number; height: number };
  tables: KnownTable[];
  /** kept examples, by the phase that they show */
  samples: Record<Phase, number>;
  /** most examples that are kept */
  samplesMax: number;
}

/** A picture of the screen or of one window. */
export interface ScreenPicture {
  /** names the pixels in later questions, until a few pictures later */
  id: number;
  width: number;
  height: number;
  /** an image file's bytes */
  bytes: Uint8Array<ArrayBuffer>;
  contentType: string;
}

/** Which pixels a question is about: the table's window in a picture that was shown. */
export interface AskedWindow {
  picture: number;
  /** in the picture's own pixels */
  window: Rect;
}

export type PlaceReading = NumberReading & { place: NumberRegion };

/** What only the user knows of a table. */
export interface TableDraft extends AskedWindow {
  name: string;
  title: string;
  locale: Locale;
  currency: string;
  stakeMinMinor: number;
  stakeMaxMinor: number;
  places: PlaceRects;
  /** overwrite what was saved under this name */
  replace: boolean;
}

/** Where the table was saved and how it is used. */
export interface SavedTable {
  file: string;
  /** an entry of `tables` in the configuration */
  configuration: string;
  report: LessonReport | null;
  /** why no bets can be placed there by clicks; empty when they can */
  missing: ControlGap[];
}

/** What the host does for whoever calibrates. All throws {HostError}. */
export interface Calibration {
  view(): CalibrationView;
  /** Looks at the screen now; `queue_full` when asked too often. */
  look(window: Rect | null): Promise<ScreenPicture>;
  /** Reads the numbers of the given places. */
  read(asked: AskedWindow & { locale: Locale; places: PlaceRects }): PlaceReading[];
  propose(asked: AskedWindow & { locale?: Locale }): Promise<Proposals>;
  /** Keeps the window's pixels as an example of a phase, with the numbers that a person has confirmed. */
  keep(
    asked: AskedWindow & { phase: Phase; truth: Partial<Record<NumberRegion, number | null>> },
  ): Promise<CalibrationView["samples"]>;
  forget(): CalibrationView["samples"];
  /** Learns from the kept examples and writes a bookmaker's folder. */
  save(draft: TableDraft): Promise<SavedTable>;
}
