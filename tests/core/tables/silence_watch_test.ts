/** A table out of sight is said once, with the place where it should be, and once when it is back. */
import { deepEqual, equal, match } from "node:assert/strict";
import type { Phase, Reading } from "../../../core/protocol/reading.ts";
import { type SightChange, SilenceWatch, SILENT_MIN_MS } from "../../../core/tables/silence_watch.ts";

const nothing = { value: null, confidence: 0, method: "none", micros: 0 } as const;

function reading(
  table: string,
  atMs: number,
  { phase, players = null }: { phase: Phase; players?: number | null },
): Reading {
  return {
    ...{ table, tick: atMs / 200, takenAtMs: atMs, phase, progress: null },
    ...{ score: nothing, myMoney: nothing, otherMoney: nothing },
    otherCount: { ...nothing, value: players },
  };
}

/** Readings of `a` as given, and of `b` always readable unless `both`. */
function play(phases: (atMs: number) => Phase, { both = false, players = null as number | null } = {}): SightChange[] {
  const window = { x: 960, y: 0, width: 960, height: 540 };
  const watch = new SilenceWatch(new Map([["a", window], ["b", window]]));
  const changes: SightChange[] = [];
  for (let atMs = 0; atMs <= 40_000; atMs += 200) {
    for (const table of ["b", "a"]) {
      const phase = table === "a" || both ? phases(atMs) : "flying";
      const change = watch.observe(reading(table, atMs, { phase, players }));
      if (change) changes.push(change);
    }
  }
  return changes;
}

Deno.test("SilenceWatch says once where a table should be, and when it is readable again", () => {
  const changes = play((atMs) => atMs >= 5_000 && atMs < 30_000 ? "unknown" : "waiting");
  deepEqual(changes.map(({ table, outOfSight }) => [table, outOfSight]), [["a", true], ["a", false]]);
  equal(changes[0].message, "nothing readable for 12 s; is its window covered or moved? expected 960x540 at 960,0");
  match(changes[1].message, /again after 25 s/);
});

Deno.test("SilenceWatch is silent about a table that is covered for less", () => {
  deepEqual(play((atMs) => atMs % 20_000 < SILENT_MIN_MS - 400 ? "unknown" : "waiting"), []);
});

Deno.test("SilenceWatch tells a popup over the middle, and a locked screen, from a covered window", () => {
  match(play(() => "unknown", { players: 12 })[0].message, /phase not recognised for 12 s, though numbers are read/);
  const both = play((atMs) => atMs > 1_000 ? "unknown" : "waiting", { both: true });
  match(both[1].message, /as on every other table; is the screen locked/);
});
