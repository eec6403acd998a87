/**
 * The flight recorder's files: `<day>/<bet>/<index>-<time>-<step>.png`, or `.same` where nothing had changed since the step
 * before. The names are the record, so a kill in the middle of a bet loses no step that was taken. Oldest bets go first.
 */
import { join } from "node:path";
import { namesIn, removeIfThere } from "../storage/folders.ts";
import { FLIGHT_STEPS, type FlightStep, type FlightStepName } from "../protocol/bet_story.ts";

/** In the data folder. */
export const FLIGHTS_FOLDER = "flights";

const FILE = /^(\d{2})-(\d{13,16})-([a-z-]+)\.(png|same)$/;

/** One bet's folder. */
export interface FlightFolder {
  betId: number;
  /** below the recorder's folder */
  path: string;
  bytes: number;
  /** how many steps it holds */
  steps: number;
}

/** Where a bet's pictures are, below the recorder's folder; its id says when it was made. */
export function folderOf(betId: number): string {
  return `${new Date(Math.floor(betId / 1000)).toISOString().slice(0, 10)}/${betId}`;
}

export function fileOf({ index, atMs, step }: Omit<FlightStep, "picture">, kind: "png" | "same"): string {
  return `${String(index).padStart(2, "0")}-${atMs}-${step}.${kind}`;
}

/** The steps that a bet's folder holds, oldest first; none where there is no such folder. */
export async function readSteps(folder: string, betId: number): Promise<FlightStep[]> {
  let shown: number | null = null;
  return (await namesIn(join(folder, folderOf(betId)))).sort().flatMap((name) => {
    const [, index, atMs, step, kind] = FILE.exec(name) ?? [];
    if (!FLIGHT_STEPS.includes(step as FlightStepName)) return [];
    if (kind === "png") shown = Number(index);
    return [{ index: Number(index), step: step as FlightStepName, atMs: Number(atMs), picture: shown }];
  });
}

/** The file of one step's own picture; null where it has none. */
export async function pictureFile(folder: string, { betId, index }: { betId: number; index: number }) {
  const names = (await namesIn(join(folder, folderOf(betId)))).sort();
  const name = names.find((one) => one.endsWith(".png") && Number(FILE.exec(one)?.[1] ?? -1) === index);
  return name === undefined ? null : join(folder, folderOf(betId), name);
}

/** What earlier runs left, oldest first. */
export async function readFolders(folder: string): Promise<FlightFolder[]> {
  const found: FlightFolder[] = [];
  for (const day of (await namesIn(folder)).sort()) {
    if (!/^\d{4}-\d\d-\d\d$/.test(day)) continue;
    for (const bet of await namesIn(join(folder, day))) {
      if (/^\d{1,16}$/.test(bet)) found.push({ betId: Number(bet), path: `${day}/${bet}`, bytes: 0, steps: 0 });
    }
  }
  for (const one of found) {
    for (const name of await namesIn(join(folder, one.path))) {
      one.steps += 1;
      one.bytes += (await Deno.stat(join(folder, one.path, name))).size;
    }
  }
  return found.sort((a, b) => a.betId - b.betId);
}

/** Removes one bet's pictures, and its day once that is empty. */
export async function removeFlight(folder: string, path: string): Promise<void> {
  await removeIfThere(join(folder, path), { recursive: true });
  await removeIfThere(join(folder, path.slice(0, path.indexOf("/"))));
}
