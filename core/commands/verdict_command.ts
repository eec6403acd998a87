/** `verdict`: whether a strategy's bets show an edge; each thing tried is counted in the data folder. */
import type { BetVerdict } from "../protocol/verdict.ts";
import { percent } from "../research/figures.ts";
import { findStrategy } from "../research/find_strategy.ts";
import { judgePlugin } from "../research/judge_strategy.ts";
import { loadRounds } from "../research/rounds_source.ts";
import { ProgressBar } from "./progress_bar.ts";
import { placesOf, rangeOf, type RangeOptions, type RoundsOptions, settingsOf, sourceOf } from "./research_places.ts";

/** The table's name that strategies see where no table is named. */
const NO_TABLE = "verdict";

export interface VerdictOptions extends RoundsOptions, RangeOptions {
  strategy: string;
  set?: string[];
  rtp: number;
}

/** Plays the strategy, judges its bets, prints. */
export async function verdict(file: string | undefined, options: VerdictOptions): Promise<number> {
  const places = await placesOf(options), source = sourceOf(file, options), settings = settingsOf(options.set);
  const range = await rangeOf(options, places);
  const terms = { settings, table: options.table ?? NO_TABLE, range, bankrollMinor: null };
  const plugin = await findStrategy(options.strategy, places);
  const { series, title, hash, setAsideLines } = await loadRounds(source, places);
  const bar = new ProgressBar("playing"), all = series.multiplier.length;
  const judged = await judgePlugin(plugin, { series, title }, {
    terms,
    source,
    dataDir: places.dataDir,
    rtp: options.rtp,
    onProgress: (rounds) => bar.update(rounds, all),
  });
  if (options.json) {
    const { strategy } = options;
    console.log(JSON.stringify({ ...judged, strategy, settings, roundsTitle: title, roundsHash: hash, setAsideLines }));
  } else console.log(readable(`${options.strategy} on ${title}`, judged));
  return 0;
}

function readable(head: string, found: BetVerdict): string {
  const { returnPerUnit, interval95, sample, evidence, expectedLossPerHourMinor } = found;
  const share = (value: number) => percent(value, 2);
  const rows = [
    ["verdict", found.verdict],
    ["bets", `${found.bets}, ${found.won} won`],
    ...(returnPerUnit === null || interval95 === null ? [] : [
      [
        "return",
        `${share(returnPerUnit)} of what was staked, at every moment within ${share(interval95[0])} to ${
          share(interval95[1])
        }`,
      ],
    ]),
    ["by the law", share(found.lawReturn)],
    ["for an edge", `evidence ${evidence.edge.toPrecision(3)}, ${evidence.edgeNeeded} is needed`],
    ["against one", `evidence ${evidence.noEdge.toPrecision(3)}, ${evidence.noEdgeNeeded} is needed`],
    ["tried before", `${found.triedBefore}`],
    ["still needed", `${sample.stillNeeded} bets to find an edge of ${share(sample.edge)}`],
    ...(expectedLossPerHourMinor === null
      ? []
      : [["an hour costs", `${(expectedLossPerHourMinor / 100).toFixed(2)} on average`]]),
  ];
  return [head, found.sentence, "", ...rows.map(([name, value]) => `${name.padEnd(16)} ${value}`)].join("\n");
}
