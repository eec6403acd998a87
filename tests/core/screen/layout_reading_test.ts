/**
 * Whole frames of each grid on two screens, read and compared with what was drawn: how much is read, and nothing wrong.
 * Longer: AVIATOR_LAYOUT_LOOKS=100.
 */
import { deepEqual, ok } from "node:assert/strict";
import { VirtualClock } from "../../../core/clock.ts";
import type { Reading, Region } from "../../../core/protocol/reading.ts";
import type { Picture } from "../../../core/protocol/picture.ts";
import { type LayoutName, layoutWindows } from "../../../core/screen/layout.ts";
import { VirtualDesktop } from "../../../core/screen/virtual_source.ts";
import { describeSkin } from "../../../core/simulator/describe_skin.ts";
import { SKIN_NAMES, SKINS } from "../../../core/simulator/skins.ts";
import type { TableState } from "../../../core/simulator/table_state.ts";
import { placeTable, type Table } from "../../../core/tables/table.ts";
import { TableReader } from "../../../core/vision/table_reader.ts";

const LOOKS = Number(Deno.env.get("AVIATOR_LAYOUT_LOOKS") ?? 6);
const BETWEEN_MS = 3_700;

interface Count {
  right: number;
  withheld: number;
  wrong: string[];
}

/** What the numbers of a reading should be; null where there is none to read. */
function truthOf({ phase, multiplier, players, playersMoneyMinor, balanceMinor }: TableState) {
  return {
    score: phase === "waiting" ? null : multiplier,
    myMoney: balanceMinor,
    otherCount: players,
    otherMoney: playersMoneyMinor,
  };
}

function compare(reading: Reading, { state, count }: { state: TableState; count: Count }): void {
  for (const [region, value] of Object.entries(truthOf(state)) as [Exclude<Region, "phase">, number | null][]) {
    if (value === null) continue;
    const read = reading[region].value;
    if (read === null) count.withheld += 1;
    else if (read === value) count.right += 1;
    else count.wrong.push(`${reading.table} ${region}: ${read} instead of ${value}`);
  }
  if (reading.phase !== state.phase && reading.phase !== "unknown") {
    count.wrong.push(`${reading.table}: ${reading.phase} instead of ${state.phase}`);
  }
}

/** Reads a grid's tables out of pictures of the whole screen. */
async function readLayout(layout: LayoutName, screen: { width: number; height: number }): Promise<Count> {
  const clock = new VirtualClock({ startMs: 1_000_000, speed: Infinity });
  const placed = layoutWindows(layout, screen).map((window, index) => {
    const skin = SKIN_NAMES[index % SKIN_NAMES.length], name = `t${index}-${skin}`;
    const table = placeTable({ name, title: name, description: describeSkin(SKINS[skin]) }, { window, screen });
    return { name, skin, window, table, reader: new TableReader(table.description, name) };
  });
  await using desktop = new VirtualDesktop({ clock, tables: placed, seed: 21, ...screen });
  const count: Count = { right: 0, withheld: 0, wrong: [] };
  for (let tick = 1; tick <= LOOKS; tick++) {
    await clock.work(() => clock.sleep(BETWEEN_MS));
    for (const { table, reader, name } of placed) {
      const takenAtMs = clock.nowMs();
      const crops = await cropsOf(desktop, table);
      compare(reader.read({ tick, takenAtMs, crops }), { state: desktop.game(name).state(), count });
    }
  }
  return count;
}

async function cropsOf(desktop: VirtualDesktop, { regions }: Table): Promise<Map<Region, Picture>> {
  const pictures = await desktop.grab(regions.map(({ rect }) => rect));
  return new Map(
    regions.map(({ region }, index) => [region, { ...pictures[index], data: pictures[index].data.slice() }]),
  );
}

/** Share of numbers that must be read; the smaller a window, the more are withheld. */
const RIGHT_MIN: Record<string, number> = {
  "2x2 1920x1080": 0.98,
  "3x2 1920x1080": 0.85,
  "4x2 1920x1080": 0.45,
  "2x2 2560x1440": 0.98,
  "3x2 2560x1440": 0.9,
  "4x2 2560x1440": 0.87,
};

for (const screen of [{ width: 1920, height: 1080 }, { width: 2560, height: 1440 }]) {
  for (const layout of ["2x2", "3x2", "4x2"] as const) {
    const name = `${layout} ${screen.width}x${screen.height}`;
    Deno.test(`tables in ${name} are read, and nothing wrong (${LOOKS} looks)`, async () => {
      const { right, withheld, wrong } = await readLayout(layout, screen);
      console.log(`${name}: ${right} right, ${withheld} withheld, ${wrong.length} wrong`);
      deepEqual(wrong, []);
      const share = right / (right + withheld);
      ok(share >= RIGHT_MIN[name], `only ${(100 * share).toFixed(1)} % of the numbers were read`);
    });
  }
}
