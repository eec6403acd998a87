/** The palettes of the six skins: data. The colours of a stage must differ clearly, since phases are told apart by them. */

/** Colours as `#rrggbb`. */
export interface SkinColors {
  page: string;
  header: string;
  title: string;
  text: string;
  muted: string;
  balance: string;
  row: string;
  rowWon: string;
  won: string;
  stage: string;
  axis: string;
  curve: string;
  /** share of `curve` under it, 0 to 1 */
  curveFill: number;
  score: string;
  crash: string;
  /** the crash banner's plate; null where the text stands on the stage */
  bannerPlate: string | null;
  banner: string;
  barFill: string;
  barTrack: string;
  field: string;
  fieldText: string;
  fieldBorder: string;
  switchOn: string;
  switchOff: string;
  bet: string;
  cancel: string;
  cashOut: string;
  /** history below 2x, from 2x, from 10x */
  history: readonly [string, string, string];
}

export const BALKANBET: SkinColors = {
  page: "#141516",
  header: "#1b1c1d",
  title: "#e50539",
  text: "#f2f3f5",
  muted: "#8b8f96",
  balance: "#2bb24c",
  row: "#101112",
  rowWon: "#123405",
  won: "#7bd64a",
  stage: "#0b0b0d",
  axis: "#2f3238",
  curve: "#e50539",
  curveFill: 0.4,
  score: "#ffffff",
  crash: "#d0021b",
  bannerPlate: null,
  banner: "#ffffff",
  barFill: "#e50539",
  barTrack: "#4a4f5c",
  field: "#000000",
  fieldText: "#ffffff",
  fieldBorder: "#3a3d42",
  switchOn: "#28a909",
  switchOff: "#4a4d52",
  bet: "#28a909",
  cancel: "#cb011a",
  cashOut: "#d07206",
  history: ["#34b4ff", "#913ef8", "#c017b4"],
};
export const MOZZART: SkinColors = {
  page: "#0d2137",
  header: "#ffcf00",
  title: "#0a2540",
  text: "#e8f1fb",
  muted: "#7f9cba",
  balance: "#0a2540",
  row: "#0a1a2c",
  rowWon: "#12402f",
  won: "#58e08f",
  stage: "#071524",
  axis: "#1f3a57",
  curve: "#ff2f55",
  curveFill: 0.32,
  score: "#ffe34d",
  crash: "#ff4b4b",
  bannerPlate: "#b3122d",
  banner: "#ffffff",
  barFill: "#ffcf00",
  barTrack: "#35618f",
  field: "#061120",
  fieldText: "#ffffff",
  fieldBorder: "#2c4c6e",
  switchOn: "#ffcf00",
  switchOff: "#3d5269",
  bet: "#1f9d3a",
  cancel: "#c62828",
  cashOut: "#f08c00",
  history: ["#4fc3f7", "#b388ff", "#ff80ab"],
};
export const SOCCER: SkinColors = {
  page: "#e9edf1",
  header: "#0b6b3a",
  title: "#ffffff",
  text: "#1c2733",
  muted: "#6a7887",
  balance: "#ffffff",
  row: "#ffffff",
  rowWon: "#d8f2dc",
  won: "#14803c",
  stage: "#17212b",
  axis: "#3a4a5a",
  curve: "#e8413c",
  curveFill: 0.35,
  score: "#f4f8fb",
  crash: "#ff3b30",
  bannerPlate: null,
  banner: "#ffd54a",
  barFill: "#34c46b",
  barTrack: "#5c6f80",
  field: "#ffffff",
  fieldText: "#13202c",
  fieldBorder: "#b4c0cb",
  switchOn: "#0b8f4d",
  switchOff: "#a9b4bf",
  bet: "#2e9e3f",
  cancel: "#d32f2f",
  cashOut: "#ef7d00",
  history: ["#0277bd", "#7b1fa2", "#c2185b"],
};
export const ADMIRAL: SkinColors = {
  page: "#1a1230",
  header: "#120b24",
  title: "#f5b72f",
  text: "#efeafc",
  muted: "#9486b8",
  balance: "#f5b72f",
  row: "#140d28",
  rowWon: "#1d3d2c",
  won: "#79e2a0",
  stage: "#0d0719",
  axis: "#37295a",
  curve: "#f0325f",
  curveFill: 0.36,
  score: "#ffffff",
  crash: "#ff2d46",
  bannerPlate: "#6a1030",
  banner: "#ffd9e2",
  barFill: "#f5b72f",
  barTrack: "#55428a",
  field: "#0a0516",
  fieldText: "#f8f5ff",
  fieldBorder: "#4a3a75",
  switchOn: "#22b573",
  switchOff: "#55487a",
  bet: "#17a34a",
  cancel: "#dc2626",
  cashOut: "#ea8a0b",
  history: ["#5fb8ff", "#b57bff", "#ff5fc4"],
};
export const MERIDIAN: SkinColors = {
  page: "#f3f5f9",
  header: "#ffffff",
  title: "#d7141e",
  text: "#152033",
  muted: "#69758a",
  balance: "#152033",
  row: "#ffffff",
  rowWon: "#dff3e4",
  won: "#11803f",
  stage: "#ffffff",
  axis: "#c9d2e0",
  curve: "#e0303a",
  curveFill: 0.22,
  score: "#16233a",
  crash: "#d40f1f",
  bannerPlate: "#2b3a55",
  banner: "#ffffff",
  barFill: "#1e66d0",
  barTrack: "#b9c6da",
  field: "#ffffff",
  fieldText: "#152033",
  fieldBorder: "#aeb9ca",
  switchOn: "#1e66d0",
  switchOff: "#b7c0ce",
  bet: "#218c3b",
  cancel: "#c81d25",
  cashOut: "#e07a00",
  history: ["#1976d2", "#7e3ff2", "#d81b88"],
};
export const MAXBET: SkinColors = {
  page: "#10201f",
  header: "#0a1615",
  title: "#ff7a1a",
  text: "#e3f2ef",
  muted: "#7ea09a",
  balance: "#ffffff",
  row: "#0c1918",
  rowWon: "#174a2b",
  won: "#6fe39a",
  stage: "#0a1413",
  axis: "#26413d",
  curve: "#ff5a36",
  curveFill: 0.38,
  score: "#8dffd9",
  crash: "#ff4040",
  bannerPlate: null,
  banner: "#f2fffb",
  barFill: "#ff7a1a",
  barTrack: "#3f6f68",
  field: "#071110",
  fieldText: "#ffffff",
  fieldBorder: "#35554f",
  switchOn: "#ff7a1a",
  switchOff: "#48605b",
  bet: "#1f9a4c",
  cancel: "#c9252b",
  cashOut: "#e39a00",
  history: ["#57c7ff", "#a97bff", "#ff6fb5"],
};
