/** `bets arm` in two steps and `bets disarm`: live bets of the running program. */
import { resolve } from "node:path";
import { z } from "zod";
import { HostError } from "../protocol/errors.ts";
import type { CommonOptions } from "./common_options.ts";
import { RunningProgram } from "./running_program.ts";

export interface ArmOptions extends CommonOptions {
  minutes?: number;
  code?: string;
  /** in the currency's whole units, as the first step printed it */
  acceptLoss?: number;
}

const offer = z.object({
  code: z.string(),
  validUntilMs: z.number(),
  lossPerHourMinor: z.number().nullable(),
  hasEdge: z.boolean(),
  players: z.array(z.object({
    strategy: z.string(),
    table: z.string(),
    verdict: z.string(),
    triedBefore: z.number(),
    lossPerHourMinor: z.number().nullable(),
    ruinPerSequence: z.number().nullable(),
    atRiskMinor: z.number().nullable(),
    reason: z.string(),
  })),
});
type Offer = z.infer<typeof offer>;

/** Without a code the first step, with one the second. */
export async function arm(options: ArmOptions): Promise<number> {
  if ((options.minutes === undefined) === (options.code === undefined)) {
    throw new HostError("bad_config", "Cannot arm: --minutes for the first step or --code for the second is right");
  }
  const program = await RunningProgram.require(resolve(options.data), "arm");
  if (options.code === undefined) {
    const answer = offer.parse(await program.post("/api/arm/offer", { minutes: options.minutes }));
    console.log(options.json ? JSON.stringify(answer) : describe(answer));
    return 0;
  }
  const { code, acceptLoss } = options;
  const accepted = acceptLoss === undefined ? {} : { acceptsLossPerHourMinor: Math.round(acceptLoss * 100) };
  const betting = await program.post("/api/arm", { code, ...accepted });
  console.log(options.json ? JSON.stringify(betting) : "live bets are armed");
  return 0;
}

/** No more live bets. */
export async function disarm(options: CommonOptions): Promise<number> {
  const program = await RunningProgram.require(resolve(options.data), "disarm");
  const betting = await program.post("/api/disarm", {});
  console.log(options.json ? JSON.stringify(betting) : "live bets are not armed");
  return 0;
}

function describe({ code, players, lossPerHourMinor, hasEdge }: Offer): string {
  const amount = (minor: number | null) => minor === null ? "an unknown amount" : (minor / 100).toFixed(2);
  const lines = players.map((
    { strategy, table, verdict, triedBefore, ruinPerSequence, atRiskMinor, reason, ...player },
  ) =>
    `${table}: ${strategy}, ${verdict} (${triedBefore} other tries counted): ` +
    (ruinPerSequence === null
      ? reason
      : `${amount(atRiskMinor)} at risk in a sequence, lost whole in ${
        (ruinPerSequence * 100).toFixed(3)
      } % of them; ` +
        `${amount(player.lossPerHourMinor)} an hour on average`)
  );
  const word = hasEdge ? "" : ` --accept-loss ${((lossPerHourMinor ?? 0) / 100).toFixed(2)}`;
  return [
    ...(lines.length > 0 ? lines : ["no strategy plays with real money now"]),
    ...(hasEdge ? [] : [`No edge has been shown: ${amount(lossPerHourMinor)} an hour would be lost on average.`]),
    `To arm, within a minute: aviator bets arm --code ${code}${word}`,
  ].join("\n");
}
