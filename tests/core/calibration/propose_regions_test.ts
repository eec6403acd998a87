import assert from "node:assert/strict";
import { overlap } from "../../../core/calibration/find_text.ts";
import { proposeRegions } from "../../../core/calibration/propose_regions.ts";
import type { Picture } from "../../../core/protocol/picture.ts";
import { SKINS } from "../../../core/simulator/skins.ts";
import { LoneTable } from "./virtual_tables.ts";

/** The next flight, shortly after its take-off. */
async function moment(table: LoneTable): Promise<Picture> {
  table.until("waiting");
  table.until("flying", 1_200);
  return await table.picture();
}

for (const name of ["soccer", "admiral"] as const) {
  Deno.test(`proposeRegions() finds score, money, players, button and history of ${name} when it flies`, async () => {
    await using table = new LoneTable(name);
    table.pass(60_000);
    const { places, locale } = SKINS[name];
    // Where the curve runs through the score it is not found; a moment later it is.
    let found = proposeRegions(await moment(table));
    while (!found.proposals.some(({ place }) => place === "score")) found = proposeRegions(await moment(table));
    assert.deepEqual(found.locale, locale);
    const first = (place: string) => found.proposals.find((one) => one.place === place);
    const { multiplier, balanceMinor, players, playersMoneyMinor } = table.state;
    const wanted = [
      ["score", places.score, multiplier],
      ["myMoney", places.balance, balanceMinor],
      ["otherCount", places.count, players],
      ["otherMoney", places.money, playersMoneyMinor],
      ["play", places.play, null],
      ["history", places.history, null],
    ] as const;
    for (const [place, rect, value] of wanted) {
      const proposal = first(place);
      assert.ok(proposal, `${place} is proposed`);
      // The curve may cross the score: its place is found all the same.
      assert.ok(
        proposal.value === value || place === "score" && proposal.value === null,
        `${place}: ${proposal.value}`,
      );
      assert.ok(overlap(proposal.rect, rect) > 0.5, `${place} at ${JSON.stringify(proposal.rect)}`);
    }
    assert.ok(overlap(first("phase")!.rect, places.phase) > 0.8);
  });
}

Deno.test("proposeRegions() proposes no number when nothing is written", () => {
  const data = new Uint8Array(4 * 400 * 300).fill(40);
  const { proposals } = proposeRegions({ width: 400, height: 300, data });
  assert.deepEqual(proposals.map(({ place }) => place), ["phase"]);
});
