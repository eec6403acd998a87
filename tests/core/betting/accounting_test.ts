import assert from "node:assert/strict";
import { BettingAgent } from "../../../core/betting/betting_agent.ts";
import type { Bet, Decision, HistoryRound } from "../../../core/protocol/bet.ts";
import type { Phase } from "../../../core/protocol/reading.ts";
import type { Game, GameBet } from "../../../core/simulator/game.ts";
import { deskWith } from "./desk.ts";
import { RANGE } from "./fixtures.ts";

const NAMES = ["balkanbet", "soccer"] as const;
const ROUNDS_A_TABLE = 150;
const TICK_MS = 400;
const STAKES = [10_00, 20_00, 40_00, 70_00, 120_00, 200_00];

/** Doubles after a loss, in the seeds' ladder. */
function decide(history: readonly HistoryRound[]): Decision {
  const own = history.flatMap(({ bet }) => bet ? [bet] : []);
  const losses = own.length - 1 - own.findLastIndex(({ state }) => state === "won");
  return { betAmounts: STAKES, autoStops: [220, 220, 220, 250, 300, 300], currentIndex: losses % STAKES.length };
}

/** Tells an agent what a perfect reader would see of its table: phases and finished rounds. */
function watch(agent: BettingAgent, game: Game) {
  let phase: Phase = "unknown", seen = 0;
  return async (nowMs: number) => {
    game.advance(nowMs);
    const state = game.state(), table = agentTable(agent), rounds = game.rounds();
    for (; seen < rounds.length; seen++) {
      const { number, players, playersMoneyMinor, startedAtMs, endedAtMs, multiplier } = rounds[seen];
      await agent.onRound({ id: number, table, startedAtMs, endedAtMs, multiplier, players, playersMoneyMinor });
    }
    if (state.phase === phase) return;
    const change = { table, from: phase, to: state.phase, atMs: nowMs, roundId: state.round };
    phase = state.phase;
    await agent.onPhase(change);
  };
}

const tables = new WeakMap<BettingAgent, string>();
const agentTable = (agent: BettingAgent): string => tables.get(agent) ?? assert.fail();

/** The table's own account of a bet, in the ledger's words. */
const asLedger = ({ round, stakeMinor, cashOutHundredths, outcome, payoutMinor }: GameBet) => ({
  ...{ roundId: round, stakeMinor, cashOutHundredths, state: outcome, payoutMinor },
});

Deno.test("the ledger equals the tables' own accounts to the unit over 300 rounds", async () => {
  const desk = deskWith({ names: NAMES }), { clock, desktop, arbiter, ledger, saved, device } = desk;
  const agents = NAMES.map((table) => {
    const agent = new BettingAgent({
      ...{ clock, ledger, table, strategy: "flat", mode: "virtual", range: RANGE },
      decide: ({ history }) => Promise.resolve(decide(history)),
      request: (request) => arbiter.request(request),
      onTrouble: assert.fail,
    });
    tables.set(agent, table);
    return agent;
  });
  const startMinor = desktop.game(NAMES[0]).balanceMinor;
  const watches = agents.map((agent, index) => watch(agent, desktop.game(NAMES[index])));
  await clock.work(async () => {
    while (NAMES.some((name) => desktop.game(name).rounds().length < ROUNDS_A_TABLE)) {
      await clock.sleep(TICK_MS);
      for (const look of watches) await look(clock.nowMs());
    }
  });
  await arbiter.stop();
  const last = new Map<number, Bet>(saved.map((bet) => [bet.id, bet]));
  for (const name of NAMES) {
    const game = desktop.game(name), bets = [...last.values()].filter(({ table }) => table === name);
    const settled = bets.filter(({ state }) => state === "won" || state === "lost");
    const own = settled.map(({ roundId, stakeMinor, cashOutHundredths, state, payoutMinor }) => ({
      ...{ roundId, stakeMinor, cashOutHundredths, state, payoutMinor },
    }));
    const taken = game.bets().filter(({ round }) => round <= game.rounds().length);
    assert.deepEqual(own, taken.map(asLedger));
    const [running] = game.bets().filter(({ round }) => round > game.rounds().length);
    const profit = settled.reduce((sum, { payoutMinor, stakeMinor }) => sum + (payoutMinor ?? 0) - stakeMinor, 0);
    assert.equal(game.balanceMinor, startMinor + profit + (running ? running.payoutMinor - running.stakeMinor : 0));
    const missed = bets.filter(({ state }) => state !== "won" && state !== "lost" && state !== "placed");
    console.log(`${name}: ${settled.length} bets, profit ${profit}, not placed ${missed.map(({ reason }) => reason)}`);
    assert.ok(settled.length > 0.9 * (game.rounds().length - 1), `${settled.length} of ${game.rounds().length}`);
  }
  assert.equal(device.presses, NAMES.reduce((sum, name) => sum + desktop.game(name).bets().length, 0));
});
