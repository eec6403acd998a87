/** What the generated host's page shows at the start: tables, strategies and plugins, as data. */
import type { PageState, PluginView } from "../../../core/protocol/page.ts";

/** Where its time begins, epoch milliseconds. */
export const START_MS = Date.UTC(2026, 2, 14, 18, 30);
/** Its tables, and who plays them. */
export const TABLES = [
  { table: "balkanbet", title: "BalkanBet", strategy: "martingale", mode: "virtual" },
  { table: "mozzart", title: "Mozzart", strategy: "flat", mode: "paper" },
  { table: "soccer", title: "Soccer", strategy: null, mode: null },
  { table: "admiral", title: "Admiral", strategy: "martingale", mode: "virtual" },
] as const;

/** Of a strategy's settings. */
export const SETTINGS_SCHEMA = {
  type: "object",
  properties: { stakeMinor: { type: "integer", minimum: 100, default: 10_000, title: "Stake, minor units" } },
};

/** The page's state with so many tables. */
export function initialState(tables: number): PageState {
  return {
    tables: TABLES.slice(0, tables).map((table) => ({
      ...table,
      phase: "unknown",
      progress: null,
      score: null,
      confidence: 0.998,
      balanceMinor: 5_000_000,
      profitMinor: 0,
      currency: "RSD",
      players: null,
      playersMoneyMinor: null,
      roundId: null,
      roundsSeen: 0,
      recent: [],
      trouble: "",
      takenAtMs: START_MS,
    })),
    plugins: [
      plugin("balkanbet", { kind: "bookmaker", title: "BalkanBet" }),
      plugin("mozzart", { kind: "bookmaker", title: "Mozzart" }),
      plugin("main", { kind: "collector", title: "Main collector" }),
      plugin("odds", {
        kind: "collector",
        title: "Odds collector",
        state: "waiting",
        reason: "asks for network access that nobody has approved",
        permissions: [{ net: ["api.example.org:443"], reason: "polls match odds every 30 s" }],
      }),
      plugin("martingale", { kind: "strategy", title: "Martingale" }),
      plugin("ladder", {
        kind: "strategy",
        title: "Ladder",
        state: "quarantined",
        reason: "4 crashes in 5 minutes: TypeError: history[0] is undefined",
        restarts: 3,
        rssBytes: 0,
      }),
    ],
    betting: { state: "active", reason: "", armedUntilMs: null, queued: 0, profitTodayMinor: 0, openBets: 1 },
    health: {
      ok: true,
      problems: [],
      startedAtMs: START_MS,
      nowMs: START_MS,
      source: "virtual",
      ticks: 7_200,
      lateTicks: 3,
      coreRssBytes: 112_000_000,
      totalRssBytes: 268_000_000,
      cpuShare: 0.071,
      loopGapMs: 6.4,
      writer: {
        rowsWritten: 48_210,
        rowsPerSecond: 21.4,
        batches: 1_204,
        averageBatchRows: 40,
        averageBatchMs: 0.8,
        queuedRows: 12,
        peakQueuedRows: 180,
        journalRows: 0,
        rejectedRows: 0,
        warnings: 0,
        errors: 0,
        level: "normal",
        trouble: "",
      },
    },
  };
}

function plugin(name: string, values: Partial<PluginView> & Pick<PluginView, "kind" | "title">): PluginView {
  return {
    name,
    version: "1.0.0",
    state: "running",
    reason: "",
    restarts: 0,
    rssBytes: 38_000_000,
    cpuShare: 0.004,
    messagesIn: 7_200,
    messagesOut: 7_188,
    permissions: [],
    hash: "9f2c4e1ab07d".padEnd(64, "0"),
    approvedBy: null,
    approvedAtMs: null,
    ...values,
  };
}
