/** The description gives a reader, and the reader invents nothing. Real pictures belong into `frames/`: `plugins test` reads them. */
import { deepEqual, equal } from "node:assert/strict";
import { declaredTable, type Picture, type Region, type TableDescription } from "@aviator/sdk";
import manifest from "./plugin.json" with { type: "json" };

const table = manifest.table as unknown as TableDescription;

function plain(region: Region, shade: number): Picture {
  const [, , width, height] = table.regions[region]!;
  return { width, height, data: new Uint8Array(4 * width * height).fill(shade) };
}

for (const [name, shade] of [["black", 0], ["grey", 128], ["white", 255]] as const) {
  Deno.test(`a ${name} screen has no number and no phase`, async () => {
    const reader = declaredTable.create({ name: manifest.name, table, config: {} });
    const regions = Object.keys(table.regions) as Region[];
    const crops = new Map(regions.map((region) => [region, plain(region, shade)]));
    const { phase, score, myMoney, otherCount, otherMoney } = await reader.read({ tick: 0, takenAtMs: 0, crops });
    equal(phase, "unknown");
    deepEqual([score, myMoney, otherCount, otherMoney].map(({ value }) => value), [null, null, null, null]);
  });
}
