/** The `ruin` command as scripts call it. */
import { deepEqual, equal, match } from "node:assert/strict";
import { runHere } from "./run_here.ts";

const LADDER = ["--stakes", "10,20,40,70,120,200", "--cash-outs", "2.20,2.20,2.20,2.50,3.00,3.00"];

Deno.test("ruin prints what scripts rely on, in the amounts that it was given", async () => {
  const { status, out } = await runHere("ruin", ...LADDER, "--bankroll", "2000", "--hours", "1", "--json");
  const said = JSON.parse(out);
  equal(status, 0);
  equal(said.ruinPerSequence.toFixed(6), "0.048972");
  equal(said.expectedRoundsToRuin.toFixed(2), "45.45");
  deepEqual([said.atRisk, said.impossibleSteps], [460, []]);
  equal(said.expectedLossPerHour.toFixed(2), "148.05");
  deepEqual(said.within.map(({ hours, isExact }: { hours: number; isExact: boolean }) => [hours, isExact]), [[
    1,
    true,
  ]]);
  equal(said.within[0].bankrollLost.toFixed(4), "0.0525");
});

Deno.test("ruin names the steps over the table's limit and follows another rtp", async () => {
  const limited = JSON.parse((await runHere("ruin", ...LADDER, "--limit", "100", "--json")).out);
  deepEqual([limited.impossibleSteps, limited.atRisk], [[5, 6], 140]);
  equal(limited.ruinPerSequence.toFixed(6), ((1 - 0.97 / 2.2) ** 3 * (1 - 0.97 / 2.5)).toFixed(6));
  const fair = JSON.parse((await runHere("ruin", ...LADDER, "--rtp", "1", "--json")).out);
  equal(Math.abs(fair.expectedLossPerHour).toFixed(6), "0.000000");
});

Deno.test("ruin refuses what is no ladder in one line and with exit status 2", async () => {
  const wrong: [string[], RegExp][] = [
    [
      ["--stakes", "10,20", "--cash-outs", "2,3,4"],
      /^Cannot climb 2 stakes with 3 cash-outs; as many of each are right$/,
    ],
    [["--stakes", "10,x", "--cash-outs", "2"], /^Cannot use stakes "10,x": numbers above 0 with commas/],
    [["--stakes", "10.005", "--cash-outs", "2"], /^Cannot use stake 10.005: at most two decimals are right$/],
    [["--stakes", "10", "--cash-outs", "1"], /^Cannot cash out at 100 hundredths on step 1/],
    [["--stakes", "10", "--cash-outs", "2", "--rtp", "1.5"], /^Cannot use rtp 1.5: above 0 and at most 1 is right$/],
    [["--stakes", "10", "--cash-outs", "2", "--limit", "5"], /^Cannot play: the first stake is 1000 minor units/],
  ];
  for (const [args, message] of wrong) {
    const { status, errors } = await runHere("ruin", ...args);
    deepEqual([status, errors.trim().split("\n").length], [2, 1], args.join(" "));
    match(errors.trim(), message);
  }
});
