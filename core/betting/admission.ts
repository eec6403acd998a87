/** Decides whether a bet may be placed at its table now, by everything that forbids one. Looks at no screen, keeps nothing. */
import type { Clock } from "../clock.ts";
import type { BetMode, Refusal } from "../protocol/bet.ts";
import type { Arming } from "./arming.ts";
import type { LeasedRequest } from "./leases.ts";
import type { Limits } from "./limits.ts";
import { reasonOf, whyOf } from "./placer.ts";
import type { PlacedTable } from "./table_controls.ts";
import type { TablePauses } from "./table_pauses.ts";

/** Why nothing is placed any more. */
export const STOPPED: Refusal = { cause: "restart", reason: "betting has stopped" };

export interface AdmissionOptions {
  clock: Clock;
  limits: Limits;
  pauses: TablePauses;
  arming: Arming;
  /** whether the configuration allows live bets at all */
  liveAllowed: boolean;
  /** the mode that clicks of the device mean; null: there is no device */
  clickMode: BetMode | null;
}

export class Admission {
  readonly #options: AdmissionOptions;

  constructor(options: AdmissionOptions) {
    this.#options = options;
  }

  /** Why a bet is not placed now; null when it may be. `table`: where it would be placed, if there is such a table. */
  refusal(
    request: LeasedRequest & { deadlineMs: number },
    { table, signal }: { table: PlacedTable | undefined; signal: AbortSignal },
  ): Refusal | null {
    if (signal.aborted) return { cause: whyOf(signal.reason), reason: reasonOf(signal.reason) };
    const lateMs = this.#options.clock.nowMs() - request.deadlineMs;
    if (lateMs >= 0) return { cause: "late", reason: `too late by ${lateMs} ms` };
    if (!table) return { cause: "missed window", reason: `no table ${request.table}` };
    const { pauses, limits } = this.#options;
    return pauses.refusal(request) ??
      limited(this.#modeRefusal(request, table) ?? limits.refusal(request, table.description));
  }

  /** Why a bet that was admitted may not be pressed any more: a lease, arming or the cell that asked may end meanwhile. */
  withdrawn(request: LeasedRequest): string | null {
    return this.#unarmed(request.mode) ?? this.#options.limits.withdrawn(request);
  }

  #modeRefusal({ mode, panel }: LeasedRequest, table: PlacedTable): string | null {
    const { clickMode, liveAllowed } = this.#options;
    if (panel === 2 && !table.second) return "the table's manifest describes no second panel";
    if (mode === "paper") return null;
    if (mode !== clickMode) return `${mode} bets cannot be placed on this screen`;
    if (!table.controls) return "the table's manifest describes no controls";
    if (mode === "live" && !liveAllowed) return "the configuration does not allow live bets";
    return this.#unarmed(mode);
  }

  #unarmed(mode: BetMode): string | null {
    return mode === "live" && this.#options.arming.untilMs === null ? "live bets are not armed" : null;
  }
}

/** A refusal by a limit, a lease, a halt or a mode. */
export function limited(reason: string | null): Refusal | null {
  return reason === null ? null : { cause: "limit", reason };
}
