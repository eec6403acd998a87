/** The guide's table of ladders, each row computed anew by the command that the guide names. */
import assert from "node:assert/strict";
import { runHere } from "../core/commands/run_here.ts";

const GUIDE = await Deno.readTextFile(new URL("../../plugins/README.md", import.meta.url));

/** Rows whose first cell is a list of stakes. */
function rows(): string[][] {
  return [...GUIDE.matchAll(/^\| (?=[\d.]+ [\d.]+ )(.*) \|$/gm)].map(([, cells]) =>
    cells.split("|").map((cell) => cell.trim())
  );
}

Deno.test("the guide's ladders are seven, and ruin says of each what the guide says", async () => {
  assert.equal(rows().length, 7);
  for (const [stakes, cashOuts, , atRisk, lost, rounds, lossPerHour] of rows()) {
    const list = (text: string) => text.replaceAll(" ", ",");
    const { status, out } = await runHere("ruin", "--stakes", list(stakes), "--cash-outs", list(cashOuts), "--json");
    assert.equal(status, 0);
    const said = JSON.parse(out);
    assert.deepEqual(
      [atRisk, lost, rounds, lossPerHour],
      [
        said.atRisk.toFixed(2),
        `${(said.ruinPerSequence * 100).toFixed(3)} %`,
        said.expectedRoundsToRuin.toFixed(1),
        said.expectedLossPerHour.toFixed(2),
      ],
      stakes,
    );
  }
});
