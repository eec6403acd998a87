/** What the page and scripts may say about money: previews, leases, arming in two steps. Passes orders on; the arbiter alone decides. */
import type { Log } from "../ops/log.ts";
import { lease as leaseSchema } from "../ops/config.ts";
import { HostError } from "../protocol/errors.ts";
import type { ArmingConfirmation, ArmingOffer, ArmingRisk, LeaseTerms, LeaseView } from "../protocol/lease.ts";
import type { Divergence } from "../protocol/divergence.ts";
import type { MoneyControls } from "../protocol/page.ts";
import type { StrategyRisk } from "../protocol/risk.ts";
import { divergences } from "../betting/divergence.ts";
import type { Reader } from "../storage/reader.ts";
import { BetJudge } from "../research/bet_verdict.ts";
import { noteOngoing } from "../research/trial_book.ts";
import type { BettingDesk, Player } from "./betting_desk.ts";
import type { PageLink } from "./page_link.ts";
import type { Players } from "./players.ts";
import type { PluginSet } from "./plugin_set.ts";
import { riskOf } from "./risk_desk.ts";

export interface MoneyDeskOptions {
  desk: BettingDesk;
  players: Pick<Players, "keepLease">;
  plugins: Pick<PluginSet, "slotOf">;
  reader: Pick<Reader, "bets" | "rounds">;
  link: Pick<PageLink, "bettingChanged">;
  /** where tries are counted */
  dataDir: string;
  log: Log;
}

const HOUR_MS = 3_600_000;
const PAGE_ROWS = 1_000;
/** Rows that one answer looks at. */
const ROWS_MAX = 20_000;

/** Holds nothing: made whenever somebody asks. */
export class MoneyDesk implements MoneyControls {
  readonly #options: MoneyDeskOptions;

  constructor(options: MoneyDeskOptions) {
    this.#options = options;
  }

  async preview(
    strategy: string,
    { table, settings }: { table: string; settings?: Record<string, unknown> },
  ): Promise<StrategyRisk> {
    const { desk, plugins } = this.#options;
    const refuse = (why: string) => new HostError("refused", `Cannot preview ${strategy} at ${table}: ${why}`);
    const range = desk.rangeOf(table), slot = plugins.slotOf(strategy);
    if (!range) throw refuse("there is no such table");
    if (slot?.plugin.manifest.kind !== "strategy") throw refuse("there is no such strategy");
    const player = desk.players.find((one) => one.table === table && one.strategy === strategy);
    const { lossPerDayMinor } = player?.lease ?? leaseSchema.parse({});
    const risk = await riskOf(slot, { strategy, table, range, settings, bankrollMinor: lossPerDayMinor });
    return { ...risk, ...await this.#shown(strategy) };
  }

  leases(): LeaseView[] {
    return this.#options.desk.leases();
  }

  async divergence(hours: number): Promise<Divergence[]> {
    const { reader, desk } = this.#options, sinceMs = desk.nowMs - hours * HOUR_MS;
    const bets = await newest((query) => reader.bets(query), ({ requestedAtMs }) => requestedAtMs >= sinceMs);
    const rounds = await newest((query) => reader.rounds(query), ({ endedAtMs }) => endedAtMs >= sinceMs);
    return divergences(bets, rounds);
  }

  async grantLease(table: string, terms: LeaseTerms): Promise<void> {
    const { desk, players, log, link } = this.#options, player = this.#player(table);
    await players.keepLease(player, terms);
    desk.grantLease(table, terms);
    log("warning", table, `${player.strategy} has a lease for ${player.mode} bets, by the user's word`);
    link.bettingChanged();
  }

  async revokeLease(table: string): Promise<void> {
    const { desk, players, log, link } = this.#options, player = this.#player(table);
    // At once, whatever the disk says.
    desk.revokeLease(table);
    log("warning", table, `the lease of ${player.strategy} is revoked by the user's word`);
    link.bettingChanged();
    await players.keepLease(player, null);
  }

  async offerArming(minutes: number): Promise<ArmingOffer> {
    const { desk } = this.#options;
    const players = await Promise.all(
      desk.players.filter(({ mode }) => mode === "live").map((player) => this.#armingRisk(player)),
    );
    const losses = players.map(({ lossPerHourMinor }) => lossPerHourMinor);
    return desk.arbiter.offerArming(minutes, {
      players,
      lossPerHourMinor: losses.reduce((sum, loss) => sum === null || loss === null ? null : sum + loss, 0),
      hasEdge: players.length > 0 && players.every(({ verdict }) => verdict === "edge"),
    });
  }

  arm(confirmation: ArmingConfirmation): Promise<void> {
    const { desk, log, link } = this.#options;
    const { minutes } = desk.arbiter.arm(confirmation);
    log("warning", "betting", `live bets are armed for ${minutes} minutes`);
    link.bettingChanged();
    return Promise.resolve();
  }

  async #armingRisk({ strategy, table }: Player): Promise<ArmingRisk> {
    const { preview, verdict, triedBefore, reason } = await this.preview(strategy, { table });
    return {
      ...{ strategy, table, verdict, triedBefore, reason },
      lossPerHourMinor: preview && Math.round(preview.lossPerHourMinor),
      ruinPerSequence: preview?.ruinPerSequence ?? null,
      atRiskMinor: preview?.atRiskMinor ?? null,
    };
  }

  /** What the strategy's own bets show, at whichever table and on paper too; oldest first, as the test wants them. */
  async #shown(strategy: string): Promise<Pick<StrategyRisk, "verdict" | "sentence" | "triedBefore">> {
    const { reader, dataDir } = this.#options, judge = new BetJudge();
    const bets = await newest((query) => reader.bets(query), () => true);
    for (const bet of bets.reverse()) {
      if (bet.strategy !== strategy || (bet.state !== "won" && bet.state !== "lost")) continue;
      judge.add({ ...bet, returnedMinor: bet.payoutMinor ?? 0 });
    }
    const tried = { key: `bets/${strategy}`, title: `the bets of ${strategy}`, nowMs: Date.now() };
    const { verdict, sentence, triedBefore } = judge.verdict(await noteOngoing(dataDir, tried));
    return { verdict, sentence, triedBefore };
  }

  #player(table: string): Player {
    const player = this.#options.desk.players.find((one) => one.table === table);
    if (player) return player;
    throw new HostError("refused", `Cannot change the lease at ${table}: no strategy plays there`);
  }
}

/** Rows from the newest on, page by page, as long as they are wanted. */
async function newest<Row extends { id: number }>(
  page: (query: { limit: number; beforeId?: number }) => Promise<Row[]>,
  isWanted: (row: Row) => boolean,
): Promise<Row[]> {
  const found: Row[] = [];
  let beforeId: number | undefined;
  while (found.length < ROWS_MAX) {
    const rows = await page({ limit: PAGE_ROWS, beforeId });
    found.push(...rows.filter(isWanted));
    const last = rows.at(-1);
    if (!last || rows.length < PAGE_ROWS || !isWanted(last)) break;
    beforeId = last.id;
  }
  return found;
}
