/** What a crash table's odds are about: an event that is a table's name, and the selection `>= 2.00` of the next round. */
import type { OutcomeModel } from "./signal_finder.ts";

const AT_LEAST = /^>= ?(\d{1,6}(?:\.\d{1,2})?)x?$/;
/** Share of stakes that a fair crash game pays back. */
const RETURN_TO_PLAYER = 0.97;

/** @returns hundredths; null for a selection that is about something else */
export function thresholdOf(selection: string): number | null {
  const match = AT_LEAST.exec(selection);
  if (!match) return null;
  const hundredths = Math.round(Number(match[1]) * 100);
  return hundredths > 100 ? hundredths : null;
}

/** The game's own law for outcomes of these tables: P(multiplier ≥ m) = 0.97 / m, whatever happened before. */
export function lawModel(tables: readonly string[]): OutcomeModel {
  return ({ event, selection }) => {
    const threshold = tables.includes(event) ? thresholdOf(selection) : null;
    return threshold === null ? null : { probability: RETURN_TO_PLAYER * 100 / threshold, from: "law" };
  };
}
