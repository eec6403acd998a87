/** Every bundled strategy's description states its exact risk: the strategy is asked what it would bet, and the numbers are computed anew. */
import assert from "node:assert/strict";
import { HISTORY_ROUNDS_MAX } from "../../../core/protocol/bet.ts";
import { probeProgression } from "../../../core/research/probe_progression.ts";
import { ruinPreview } from "../../../core/research/ruin_preview.ts";
import { PluginWorkshop, question } from "../../core/cells/plugin_fixture.ts";

const STRATEGIES = new URL("../../../plugins/strategies/", import.meta.url);
/** What the page's lease allows to be lost within a day unless told otherwise, minor units. */
const BANKROLL_MINOR = 500_000;
/** As much work as it takes to tell all balances apart. */
const ADDITIONS_MAX = 400_000_000;

const names = [...Deno.readDirSync(STRATEGIES)].filter(({ isDirectory }) => isDirectory).map(({ name }) => name).sort();

Deno.test("the six strategies of the program are there", () => {
  assert.deepEqual(names, ["anti-martingale", "dalembert", "fibonacci", "fixed-target", "flat", "martingale"]);
});

for (const name of names) {
  Deno.test(`${name} states the exact risk of its default settings`, async () => {
    await using workshop = new PluginWorkshop();
    await using cell = await workshop.startBundled(`strategies/${name}`);
    const asked = { ...question(), stakeMinMinor: 1000, stakeMaxMinor: Number.MAX_SAFE_INTEGER };
    const { progression, reason } = await probeProgression((history) => {
      assert.ok(history.length <= HISTORY_ROUNDS_MAX);
      return cell.plugin.decide({ ...asked, history: [...history] });
    });
    assert.ok(progression, reason);
    const preview = ruinPreview(progression, {
      bankrollMinor: BANKROLL_MINOR,
      hours: [8],
      additionsMax: ADDITIONS_MAX,
    });
    assert.ok(preview.within[0].isExact);
    const { description } = JSON.parse(await Deno.readTextFile(new URL(`${name}/plugin.json`, STRATEGIES)));
    const amount = (minor: number) => (minor / 100).toFixed(2);
    const risk = [
      ...(preview.expectedRoundsToRuin === null ? [] : [
        `A sequence that wins nothing loses ${amount(preview.atRiskMinor)} RSD: ${
          (preview.ruinPerSequence * 100).toFixed(3)
        } % of them are lost whole, once in ${preview.expectedRoundsToRuin.toFixed(1)} bets`,
      ]),
      `150 bets an hour lose ${amount(preview.lossPerHourMinor)} RSD on average`,
      `${amount(BANKROLL_MINOR)} RSD are gone within 8 hours with a probability of ${
        (preview.within[0].bankrollLost! * 100).toFixed(1)
      } %`,
    ];
    for (const sentence of risk) assert.ok(description.includes(sentence), `${sentence}\nis not in\n${description}`);
  });
}
