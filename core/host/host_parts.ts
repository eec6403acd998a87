/** What the host needs before it can start: plugins found, the screen open, strategies' past. */
import { join } from "node:path";
import { PluginStore } from "../cells/plugin_store.ts";
import type { UsageReader } from "../cells/process_usage.ts";
import type { Clock } from "../clock.ts";
import type { Config } from "../ops/config.ts";
import type { CoreSettings } from "../ops/core_settings.ts";
import type { Log } from "../ops/log.ts";
import type { Bet, HistoryRound } from "../protocol/bet.ts";
import type { Round } from "../protocol/round.ts";
import type { Reader } from "../storage/reader.ts";
import type { Writer } from "../storage/writer.ts";
import { PluginSet } from "./plugin_set.ts";
import { numberRows } from "./row_intake.ts";
import { openScreen, type ScreenSetup } from "./screen_setup.ts";

const BETS_PAGE_ROWS = 1_000;

export interface HostOptions {
  settings: CoreSettings;
  config: Config;
  log: Log;
  /** what a process uses; default: `/proc` */
  usageOf?: UsageReader;
}

/** Where the virtual tables' time stands: at its beginning, or for a restarted core where it would have come to by now. */
export function worldNowMs({ crashes, speed, worldStartMs }: CoreSettings, nowMs = Date.now()): number {
  if (crashes === 0 || !Number.isFinite(speed)) return worldStartMs;
  return worldStartMs + Math.round(Math.max(0, nowMs - worldStartMs) * speed);
}

/** What limits and ledger must know of earlier runs: open bets, today's results, and the newest bet for its id; oldest first. */
export async function betsToRecover(reader: Reader, nowMs: number): Promise<Bet[]> {
  const bets = new Map((await reader.openBets()).map((bet) => [bet.id, bet]));
  const midnightMs = new Date(nowMs).setHours(0, 0, 0, 0);
  let page = await reader.bets({ limit: BETS_PAGE_ROWS });
  if (page.length > 0) bets.set(page[0].id, page[0]);
  while (page.length > 0) {
    for (const bet of page) if (bet.requestedAtMs >= midnightMs) bets.set(bet.id, bet);
    const last = page[page.length - 1];
    if (last.requestedAtMs < midnightMs) break;
    page = await reader.bets({ limit: BETS_PAGE_ROWS, beforeId: last.id });
  }
  return [...bets.values()].sort((a, b) => a.id - b.id);
}

/** What strategies saw before the restart: rounds with the bets on them. */
export function historyOf(rounds: readonly Round[], bets: readonly Bet[]): HistoryRound[] {
  return rounds.map(({ id, multiplier, endedAtMs }) => {
    const bet = bets.find((one) => one.roundId === id && one.payoutMinor !== null);
    return {
      roundId: id,
      multiplier,
      endedAtMs,
      bet: bet ? { ...pick(bet), payoutMinor: bet.payoutMinor ?? 0 } : null,
    };
  });
}

function pick({ stakeMinor, cashOutHundredths, state }: Bet) {
  return { stakeMinor, cashOutHundredths, state };
}

export interface OpenedParts {
  plugins: PluginSet;
  screen: ScreenSetup;
}

/** Finds the plugins and opens the screen; starts nothing. */
export async function openParts(
  { settings, config, log, usageOf }: HostOptions,
  { clock, writer, onState }: { clock: Clock; writer: Writer; onState: () => void },
): Promise<OpenedParts> {
  const folders = [join(settings.projectDir, "plugins"), ...config.plugins];
  const store = new PluginStore({ folders, dataDir: settings.dataDir });
  const { plugins: loaded, refused } = settings.safeMode ? { plugins: [], refused: [] } : await store.load();
  const plugins = new PluginSet({
    config,
    plugins: loaded,
    refused,
    onRows: (plugin, message) => writer.add(numberRows(plugin, message)),
    onState,
    usageOf,
    log,
  });
  const bookmakers = new Map(loaded.map(({ manifest }) => [manifest.name, manifest]));
  const { seed, worldStartMs } = settings;
  return { plugins, screen: await openScreen({ config, clock, bookmakers, seed, worldStartMs }) };
}
