/** The generated host's money: a lease a player, exact previews of one ladder, and arming by the program's own two steps. */
import { Arming } from "../../../core/betting/arming.ts";
import { HostError } from "../../../core/protocol/errors.ts";
import type { LeaseView } from "../../../core/protocol/lease.ts";
import type { MoneyControls } from "../../../core/protocol/page.ts";
import { ladderProgression } from "../../../core/research/progression.ts";
import { ruinPreview } from "../../../core/research/ruin_preview.ts";
import type { GeneratedHost } from "./generated_host.ts";

const LADDER = {
  stakesMinor: [1000, 2000, 4000, 7000, 12_000, 20_000],
  cashOutsHundredths: [220, 220, 220, 250, 300, 300],
};
const HOUR_MS = 3_600_000;

export function generatedMoney(host: GeneratedHost, { liveAllowed }: { liveAllowed: boolean }): MoneyControls {
  const arming = new Arming({ clock: { nowMs: () => host.nowMs }, liveAllowed });
  const leases = host.stateOf.tables.flatMap(({ table, strategy, mode }): LeaseView[] =>
    strategy === null || mode === null ? [] : [{
      ...{ table, strategy, mode, maxStakeMinor: 100_000, betsPerHour: 200, lossPerDayMinor: 500_000 },
      ...{
        expiresAtMs: null,
        state: "active",
        reason: "",
        betsLastHour: 12,
        profitTodayMinor: -4_600,
        openMinor: 1000,
      },
    }]
  );
  const leaseAt = (table: string) => {
    const lease = leases.find((one) => one.table === table);
    if (!lease) throw new HostError("refused", `Cannot change the lease at ${table}: no strategy plays there`);
    return lease;
  };
  const note = (what: string, value: unknown) => void host.asked.push({ what, value });
  return {
    preview: (strategy, { table, settings }) => {
      note("preview", settings ?? null);
      const first = typeof settings?.stakeMinor === "number" ? settings.stakeMinor : 1000;
      const stakesMinor = LADDER.stakesMinor.map((stake) => stake * first / 1000);
      const limits = { maxMinor: 15_000 };
      const preview = ruinPreview(ladderProgression({ ...LADDER, stakesMinor }), { limits, hours: [1] });
      return Promise.resolve({
        strategy,
        table,
        verdict: "no edge",
        sentence: "No edge.",
        triedBefore: 7,
        preview,
        reason: "",
      });
    },
    leases: () => structuredClone(leases),
    divergence: () =>
      Promise.resolve([{
        ...{ table: "balkanbet", strategy: "martingale", mode: "virtual", bets: 40, actualMinor: -9_000 },
        ...{ shadowMinor: -4_000, unseenBets: 1, unseenStakesMinor: 2_000 },
        causes: [
          { cause: "late", bets: 2, differenceMinor: -6_000 },
          { cause: "limit", bets: 1, differenceMinor: 1_000 },
        ],
      }]),
    // deno-lint-ignore require-await -- a throw must be a rejection
    grantLease: async (table, { hours, ...terms }) => {
      const expiresAtMs = hours === null ? null : host.nowMs + hours * HOUR_MS;
      Object.assign(leaseAt(table), { ...terms, expiresAtMs, state: "active", reason: "" });
      note("grantLease", table);
    },
    // deno-lint-ignore require-await
    revokeLease: async (table) => {
      Object.assign(leaseAt(table), { state: "ended", reason: "revoked" });
      note("revokeLease", table);
    },
    // deno-lint-ignore require-await
    offerArming: async (minutes) => {
      const risk = {
        ruinPerSequence: 0.049,
        atRiskMinor: 46_000,
        verdict: "no edge",
        triedBefore: 7,
        reason: "",
      } as const;
      const players = [{ strategy: "martingale", table: "balkanbet", lossPerHourMinor: 14_805, ...risk }];
      return arming.offer(minutes, { players, lossPerHourMinor: 14_805, hasEdge: false });
    },
    // deno-lint-ignore require-await
    arm: async (confirmation) => {
      arming.confirm(confirmation);
      host.stateOf.betting.armedUntilMs = arming.untilMs;
      host.tell({ type: "betting", betting: structuredClone(host.stateOf.betting) });
      note("arm", confirmation.code);
    },
  };
}
