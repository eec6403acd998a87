/** `leases list`, `grant`, `revoke`: what strategies of the running program may spend. */
import { resolve } from "node:path";
import { z } from "zod";
import { lease as leaseSchema } from "../ops/config.ts";
import type { LeaseView } from "../protocol/lease.ts";
import type { CommonOptions } from "./common_options.ts";
import { RunningProgram } from "./running_program.ts";

export interface GrantOptions extends CommonOptions {
  /** amounts in the currency's whole units */
  maxStake?: number;
  betsPerHour?: number;
  lossPerDay?: number;
  hours?: number;
}

const listed = z.object({
  leases: z.array(z.custom<LeaseView>((value) => typeof value === "object" && value !== null)),
});

/** Prints every lease with what it has used. */
export async function listLeases(options: CommonOptions): Promise<number> {
  const { leases } = listed.parse(await (await running(options)).get("/api/leases"));
  for (const lease of leases) console.log(options.json ? JSON.stringify(lease) : describe(lease));
  if (leases.length === 0 && !options.json) console.log("no strategy plays");
  return 0;
}

/** Gives the strategy that plays a table another lease, over restarts too; what is not said is as in a new configuration. */
export async function grantLease(table: string, options: GrantOptions): Promise<number> {
  const { maxStake, lossPerDay, betsPerHour, hours } = options;
  const minor = (amount: number) => Math.round(amount * 100);
  const lease = leaseSchema.parse({
    ...(maxStake === undefined ? {} : { maxStakeMinor: minor(maxStake) }),
    ...(lossPerDay === undefined ? {} : { lossPerDayMinor: minor(lossPerDay) }),
    ...(betsPerHour === undefined ? {} : { betsPerHour }),
    ...(hours === undefined ? {} : { hours }),
  });
  await (await running(options)).post("/api/leases/grant", { table, lease });
  console.log(`a lease is granted at ${table}`);
  return 0;
}

/** Ends it at once, over restarts too. */
export async function revokeLease(table: string, options: CommonOptions): Promise<number> {
  await (await running(options)).post("/api/leases/revoke", { table });
  console.log(`the lease at ${table} is revoked`);
  return 0;
}

function running({ data }: CommonOptions): Promise<RunningProgram> {
  return RunningProgram.require(resolve(data), "look at leases");
}

function describe(lease: LeaseView): string {
  const amount = (minor: number) => (minor / 100).toFixed(2);
  const expires = lease.expiresAtMs === null ? "" : `, until ${new Date(lease.expiresAtMs).toISOString()}`;
  return [
    lease.table.padEnd(12),
    lease.strategy.padEnd(16),
    lease.mode.padEnd(7),
    lease.state.padEnd(7),
    `stake to ${amount(lease.maxStakeMinor)}, ${lease.betsLastHour} of ${lease.betsPerHour} bets in the hour,`,
    `today ${amount(lease.profitTodayMinor)} of -${amount(lease.lossPerDayMinor)}${expires}`,
    lease.reason,
  ].join(" ").trimEnd();
}
