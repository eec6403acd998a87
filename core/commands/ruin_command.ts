/** `ruin`: the exact risk of a ladder of stakes at the game's own law. */
import { HostError } from "../protocol/errors.ts";
import type { RuinPreview } from "../protocol/risk.ts";
import { ladderProgression } from "../research/progression.ts";
import { ruinPreview } from "../research/ruin_preview.ts";
import type { CommonOptions } from "./common_options.ts";

/** A command may take a second or two. */
const ADDITIONS_MAX = 200_000_000;

export interface RuinOptions extends CommonOptions {
  /** amounts and multipliers as people write them, with commas */
  stakes: string;
  cashOuts: string;
  rtp: number;
  limit?: number;
  bankroll?: number;
  roundsPerHour: number;
  hours?: string;
}

/** Prints the risk; amounts are in the currency's whole units, as they were given. */
export function ruin(options: RuinOptions): number {
  const stakesMinor = numbersOf(options.stakes, "stakes").map((stake) => hundredthsOf(stake, "stake"));
  const cashOuts = numbersOf(options.cashOuts, "cash-outs").map((one) => hundredthsOf(one, "cash-out"));
  const preview = previewOf({ stakesMinor, cashOutsHundredths: allSteps(cashOuts, stakesMinor.length) }, options);
  console.log(options.json ? JSON.stringify(printed(preview)) : describe(preview));
  return 0;
}

function previewOf(
  ladder: Parameters<typeof ladderProgression>[0],
  { rtp, limit, bankroll, roundsPerHour, hours }: RuinOptions,
): RuinPreview {
  if (rtp > 1) throw wrong(`rtp ${rtp}: above 0 and at most 1 is right`);
  try {
    return ruinPreview(ladderProgression(ladder), {
      ...{ rtp, roundsPerHour, additionsMax: ADDITIONS_MAX },
      limits: limit === undefined ? {} : { maxMinor: hundredthsOf(limit, "limit") },
      bankrollMinor: bankroll === undefined ? null : hundredthsOf(bankroll, "bankroll"),
      ...(hours === undefined ? {} : { hours: numbersOf(hours, "hours") }),
    });
  } catch (error) {
    if (error instanceof RangeError) throw new HostError("bad_config", error.message, { cause: error });
    throw error;
  }
}

/** One cash-out for all steps may be said once. */
function allSteps(cashOuts: number[], steps: number): number[] {
  return cashOuts.length === 1 ? Array(steps).fill(cashOuts[0]) : cashOuts;
}

function numbersOf(text: string, what: string): number[] {
  return text.split(",").map((part) => {
    const value = Number(part);
    if (part.trim() !== "" && Number.isFinite(value) && value > 0) return value;
    throw wrong(`${what} ${JSON.stringify(text)}: numbers above 0 with commas between them are right, as 10,20,40`);
  });
}

function hundredthsOf(value: number, what: string): number {
  const hundredths = Math.round(value * 100);
  if (Math.abs(hundredths - value * 100) < 1e-6 && Number.isSafeInteger(hundredths)) return hundredths;
  throw wrong(`${what} ${value}: at most two decimals are right`);
}

function wrong(what: string): HostError {
  return new HostError("bad_config", `Cannot use ${what}`);
}

/** In whole units of the currency, under names that scripts rely on. */
function printed({ within, impossibleSteps, rtp, roundsPerHour, bankrollMinor, ...preview }: RuinPreview) {
  const { ruinPerSequence, expectedRoundsToRuin, betsPerSequence, ...amounts } = preview;
  return {
    ...{ ruinPerSequence, expectedRoundsToRuin, atRisk: amounts.atRiskMinor / 100, impossibleSteps, betsPerSequence },
    stakedPerSequence: amounts.stakedPerSequenceMinor / 100,
    expectedLossPerSequence: amounts.lossPerSequenceMinor / 100,
    ...{ rtp, roundsPerHour },
    stakedPerHour: amounts.stakedPerHourMinor / 100,
    expectedLossPerHour: amounts.lossPerHourMinor / 100,
    bankroll: bankrollMinor === null ? null : bankrollMinor / 100,
    within,
  };
}

function describe(preview: RuinPreview): string {
  const { expectedRoundsToRuin: rounds, roundsPerHour, impossibleSteps, bankrollMinor } = preview;
  const percent = (share: number) => `${(share * 100).toPrecision(4)} %`;
  const amount = (minor: number) => (minor / 100).toFixed(2);
  return [
    `at risk in a sequence            ${amount(preview.atRiskMinor)}`,
    `a sequence loses it all          ${percent(preview.ruinPerSequence)}`,
    ...(rounds === null ? [] : [
      `that happens once in             ${rounds.toFixed(1)} rounds, ${(rounds / roundsPerHour).toFixed(1)} hours`,
    ]),
    `expected loss per sequence       ${amount(preview.lossPerSequenceMinor)}`,
    `expected loss per hour           ${amount(preview.lossPerHourMinor)} of ${
      amount(preview.stakedPerHourMinor)
    } staked`,
    ...(impossibleSteps.length === 0 ? [] : [`steps over the table's limit     ${impossibleSteps.join(", ")}`]),
    ...preview.within.map(({ hours, ruin, bankrollLost, isExact }) =>
      `within ${hours} h`.padEnd(33) + `a sequence lost ${percent(ruin)}` + (bankrollLost === null ? "" : (
        `; the ${amount(bankrollMinor ?? 0)} gone ${isExact ? "" : "about "}${percent(bankrollLost)}`
      ))
    ),
  ].join("\n");
}
