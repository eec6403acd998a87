/** What each strategy may spend at each table, and what it has spent. Knows nothing of the user's global limits; grants nothing by itself. */
import type { Bet, BetRequest } from "../protocol/bet.ts";
import type { Lease, LeaseState, LeaseView } from "../protocol/lease.ts";
import { Tally } from "./tally.ts";

/** Which cell of a strategy asks: a text that another cell of it never has. */
export type Worker = string;

/** A request and the cell that made it; null: none that is alive, absent: not known. */
export type LeasedRequest = BetRequest & { worker?: Worker | null };

/** The cell of a strategy as of now; null while there is none. */
export type WorkerOf = (strategy: string) => Worker | null;

type Key = Pick<BetRequest, "strategy" | "table" | "mode">;
const keyOf = ({ strategy, table, mode }: Key) => JSON.stringify([strategy, table, mode]);

interface Granted {
  lease: Lease;
  /** the cell that it belongs to, once one was seen */
  worker: Worker | null;
  /** why it is over; empty while it is not */
  ended: string;
}

/**
 * A lease belongs to one cell of its strategy. When another one takes its place, a lease for real money ends and must be
 * granted anew; one for play money goes over to the new cell with all that it has used.
 */
export class Leases {
  readonly #workerOf: WorkerOf | null;
  readonly #granted = new Map<string, Granted>();
  /** what was used is remembered whatever becomes of the lease */
  readonly #tallies = new Map<string, Tally>();

  /** @param workerOf none: leases belong to no cell */
  constructor(workerOf: WorkerOf | null) {
    this.#workerOf = workerOf;
  }

  /** @throws {RangeError} when a number of the lease is not a whole one from 0 up */
  grant(lease: Lease): void {
    for (const field of ["maxStakeMinor", "betsPerHour", "lossPerDayMinor"] as const) {
      if (!Number.isSafeInteger(lease[field]) || lease[field] < 0) {
        throw new RangeError(`Cannot grant lease: ${field} is ${lease[field]}; a whole number from 0 up is right`);
      }
    }
    const worker = this.#workerOf?.(lease.strategy) ?? null;
    this.#granted.set(keyOf(lease), { lease: { ...lease }, worker, ended: "" });
  }

  /** Ends the leases of a strategy, at one table or at all. */
  revoke(strategy: string, table?: string): void {
    for (const granted of this.#granted.values()) {
      const { lease } = granted;
      if (lease.strategy === strategy && (table === undefined || lease.table === table)) granted.ended = "revoked";
    }
  }

  /** Forgets a lease whose strategy plays there no more. */
  drop(key: Key): void {
    this.#granted.delete(keyOf(key));
  }

  /** Why a bet is outside its lease at a moment; null when it is not. */
  refusal(request: LeasedRequest, nowMs: number): string | null {
    return this.withdrawn(request, nowMs) ?? this.#exceeded(request, nowMs);
  }

  /** Why there is no lease for a bet at a moment, however small it is; null when there is. */
  withdrawn(request: LeasedRequest, nowMs: number): string | null {
    const granted = this.#granted.get(keyOf(request)), { strategy, table, mode } = request;
    if (!granted) return `${strategy} has no lease for ${mode} bets at ${table}`;
    const { state, reason } = this.#stateOf(granted, nowMs);
    if (state === "expired") return `the lease of ${strategy} has expired`;
    if (state !== "active") return `${strategy} has no lease for ${mode} bets at ${table} any more: ${reason}`;
    if (this.#workerOf !== null && request.worker !== undefined && request.worker !== granted.worker) {
      return `the cell of ${strategy} that asked for this bet is gone`;
    }
    return null;
  }

  #exceeded(request: LeasedRequest, nowMs: number): string | null {
    const { lease } = this.#granted.get(keyOf(request))!, tally = this.tally(request), { stakeMinor } = request;
    if (stakeMinor > lease.maxStakeMinor) return `stake ${stakeMinor} is over the lease's ${lease.maxStakeMinor}`;
    if (tally.betsLastHour(nowMs) >= lease.betsPerHour) return `${lease.betsPerHour} bets in the last hour`;
    const atRisk = tally.openMinor + stakeMinor - tally.todayMinor(nowMs);
    if (atRisk <= lease.lossPerDayMinor) return null;
    return `the lease's loss of today could become ${atRisk}, over ${lease.lossPerDayMinor}`;
  }

  /** What a strategy has used at a table in a mode. */
  tally(key: Pick<Bet, "strategy" | "table" | "mode">): Tally {
    const name = keyOf(key);
    let tally = this.#tallies.get(name);
    if (!tally) this.#tallies.set(name, tally = new Tally());
    return tally;
  }

  /** All leases with what they have used, ended ones too, until they are granted anew or dropped. */
  views(nowMs: number): LeaseView[] {
    return this.#granted.values().map((granted) => {
      const tally = this.tally(granted.lease);
      return {
        ...granted.lease,
        ...this.#stateOf(granted, nowMs),
        betsLastHour: tally.betsLastHour(nowMs),
        profitTodayMinor: tally.todayMinor(nowMs),
        openMinor: tally.openMinor,
      };
    }).toArray();
  }

  #stateOf(granted: Granted, nowMs: number): { state: LeaseState; reason: string } {
    const { lease } = granted;
    this.#follow(granted);
    if (granted.ended) return { state: "ended", reason: granted.ended };
    if (lease.expiresAtMs !== null && nowMs >= lease.expiresAtMs) {
      return { state: "expired", reason: "its time is over" };
    }
    const isThere = this.#workerOf === null || this.#workerOf(lease.strategy) !== null;
    return isThere ? { state: "active", reason: "" } : { state: "waiting", reason: `${lease.strategy} does not run` };
  }

  /** Notices another cell in the place of the one that the lease belongs to. */
  #follow(granted: Granted): void {
    const worker = this.#workerOf?.(granted.lease.strategy) ?? null;
    if (worker === null || worker === granted.worker) return;
    if (granted.worker !== null && granted.lease.mode === "live") {
      granted.ended ||= "it died with its cell: grant it anew";
    }
    granted.worker = worker;
  }
}
