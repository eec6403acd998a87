import assert from "node:assert/strict";
import { BettingAgent, type BettingAgentOptions, type DecideQuestion } from "../../../core/betting/betting_agent.ts";
import { type Bet, type Decision, HISTORY_ROUNDS_MAX } from "../../../core/protocol/bet.ts";
import type { Phase, Reading } from "../../../core/protocol/reading.ts";
import { ledgerWith, pass, RANGE, roundOf, START_MS } from "./fixtures.ts";
import type { VirtualClock } from "../../../core/clock.ts";

type Request = Parameters<BettingAgentOptions["request"]>[0];
const LADDER: Decision = { betAmounts: [1_000, 2_000], autoStops: [220, 250], currentIndex: 1 };

/** An agent whose requests are placed at once. */
function agentWith(changes: Partial<BettingAgentOptions> = {}) {
  const parts = ledgerWith(), { ledger } = parts, clock = parts.clock as VirtualClock;
  const questions: DecideQuestion[] = [], requests: Request[] = [], troubles: string[] = [];
  const agent = new BettingAgent({
    clock,
    ledger,
    ...{ table: "one", strategy: "flat", mode: "virtual", range: RANGE },
    decide: (question) => {
      questions.push(question);
      return Promise.resolve(LADDER);
    },
    request: async (request): Promise<Bet> => {
      requests.push(request);
      const { id } = await ledger.request(request, request.roundId);
      await ledger.intend(id);
      return ledger.finish(id, { state: "placed", reason: "", placedAtMs: clock.nowMs() });
    },
    onTrouble: (message) => troubles.push(message),
    ...changes,
  });
  let from: Phase = "unknown";
  const phase = (to: Phase, roundId: number | null, atMs = clock.nowMs()) => {
    const told = agent.onPhase({ table: "one", from, to, atMs, roundId });
    from = to;
    return told;
  };
  /** A whole round from the waiting phase to the crash. */
  const play = async (id: number, multiplier: number) => {
    await phase("waiting", id);
    await pass(clock, 5_000);
    await phase("flying", id);
    const startedAtMs = clock.nowMs();
    await pass(clock, 1_000);
    await phase("crashed", id);
    await agent.onRound(roundOf({ id, startedAtMs, endedAtMs: clock.nowMs(), multiplier }));
    await pass(clock, 3_000);
  };
  return { ...parts, clock, agent, phase, play, questions, requests, troubles };
}

Deno.test("onPhase() asks once as the waiting phase begins and requests the step the strategy stands on", async () => {
  const { play, phase, requests, questions } = agentWith();
  await phase("crashed", null);
  await play(1, 300);
  assert.equal(questions.length, 1);
  const [{ stakeMinor, cashOutHundredths, roundId, deadlineMs, mode }] = requests;
  assert.deepEqual({ stakeMinor, cashOutHundredths, roundId, deadlineMs, mode }, {
    ...{ stakeMinor: 2_000, cashOutHundredths: 250, roundId: 1, mode: "virtual", deadlineMs: START_MS + 4_600 },
  });
  assert.deepEqual([questions[0].stakeMinMinor, questions[0].stakeMaxMinor], [1_000, 1_000_000]);
});

Deno.test("an agent of both panels asks for each with its own bets, and settles both of one round", async () => {
  const questions: DecideQuestion[] = [];
  const { play, phase, requests, agent } = agentWith({
    panel: "both",
    decide: (question) => {
      questions.push(question);
      return Promise.resolve({ betAmounts: [question.panel === 2 ? 1_000 : 3_000], autoStops: [220], currentIndex: 0 });
    },
  });
  const bet = { stakeMinor: 500, cashOutHundredths: 220, state: "lost", payoutMinor: 0 } as const;
  const past = { roundId: 0, multiplier: 110, endedAtMs: START_MS - 10_000, bet };
  agent.restore({ 1: [past], 2: [{ ...past, bet: null }] });
  await phase("crashed", null);
  await play(1, 300);
  await play(2, 300);
  await play(3, 100);
  assert.deepEqual(requests.slice(0, 2).map(({ panel, stakeMinor }) => [panel, stakeMinor]), [[undefined, 3_000], [
    2,
    1_000,
  ]]);
  const [first, second] = questions.slice(-2);
  assert.deepEqual([first.panel, second.panel], [undefined, 2]);
  const stakes = ({ history }: DecideQuestion) => history.map(({ bet }) => bet && [bet.stakeMinor, bet.payoutMinor]);
  assert.deepEqual(stakes(first), [[500, 0], [3_000, 6_600], [3_000, 6_600]]);
  assert.deepEqual(stakes(second), [null, [1_000, 2_200], [1_000, 2_200]]);
});

Deno.test("onPhase() never asks twice for one round, however the phase flickers", async () => {
  const { phase, requests } = agentWith();
  await phase("crashed", null);
  for (const to of ["waiting", "unknown", "waiting", "flying", "waiting", "unknown", "waiting"] as const) {
    await phase(to, 5);
  }
  assert.equal(requests.length, 1);
  await phase("flying", 5);
  await phase("crashed", 5);
  await phase("waiting", 6);
  assert.deepEqual(requests.map(({ roundId }) => roundId), [5, 6]);
});

Deno.test("onPhase() counts a covered table's waiting phase from the moment it was covered", async () => {
  const { phase, requests, clock } = agentWith();
  await phase("waiting", 1);
  assert.equal(requests.length, 0, "nobody knows how much of the first waiting phase has passed");
  await phase("crashed", 1);
  await phase("unknown", 1);
  await pass(clock, 2_000);
  await phase("waiting", 2);
  assert.equal(requests[0].deadlineMs, START_MS + 4_600);
  await phase("crashed", 2);
  await phase("unknown", 2);
  await pass(clock, 4_600);
  await phase("waiting", 3);
  assert.equal(requests.length, 1, "too late to ask");
});

Deno.test("onPhase() learns how long the table waits, from whole waiting phases and not from flicker", async () => {
  const { phase, requests, clock } = agentWith();
  for (const [id, waitMs] of [[1, 7_000], [2, 3_000], [3, 100], [4, 6_000]]) {
    await phase("crashed", id - 1);
    await phase("waiting", id);
    await pass(clock, waitMs);
    await phase("flying", id);
  }
  await phase("crashed", 4);
  await phase("waiting", 5);
  const allowedMs = requests.map(({ deadlineMs, requestedAtMs }) => deadlineMs - requestedAtMs);
  assert.deepEqual(allowedMs, [4_600, 6_600, 2_600, 2_600, 5_600]);
});

Deno.test("onRound() gives the strategy the round with its own settled bet, oldest first, 100 at most", async () => {
  const { play, phase, questions } = agentWith();
  await phase("crashed", null);
  for (let id = 1; id <= HISTORY_ROUNDS_MAX + 2; id++) await play(id, id % 2 ? 300 : 100);
  const { history } = questions.at(-1)!;
  assert.equal(history.length, HISTORY_ROUNDS_MAX);
  assert.deepEqual(history.map(({ roundId }) => roundId), Array.from({ length: 100 }, (_, index) => index + 2));
  assert.deepEqual(history[1].bet, { stakeMinor: 2_000, cashOutHundredths: 250, state: "won", payoutMinor: 5_000 });
  assert.deepEqual(history[0].bet, { stakeMinor: 2_000, cashOutHundredths: 250, state: "lost", payoutMinor: 0 });
});

Deno.test("onPhase() gives up a bet whose round went by unseen", async () => {
  const { phase, saved, ledger, clock } = agentWith();
  await phase("crashed", null);
  await phase("waiting", 1);
  await pass(clock, 5_000);
  await phase("flying", 1);
  await phase("waiting", 2);
  assert.equal(
    saved.find(({ roundId, state }) => roundId === 1 && state === "unknown")?.reason,
    "its round was missed",
  );
  assert.deepEqual(ledger.openBets().map(({ roundId }) => roundId), [2]);
});

Deno.test("onPhase() requests nothing when the strategy wants no bet, fails or is disposed of", async () => {
  const answers = [
    () => Promise.resolve(null),
    () => Promise.resolve({ ...LADDER, currentIndex: -1 }),
    () => Promise.reject(new Error("cell gone")),
  ];
  const { phase, requests, troubles, agent } = agentWith({ decide: () => answers.shift()!() });
  for (const id of [1, 2, 3]) {
    await phase("crashed", id - 1);
    await phase("waiting", id);
  }
  assert.deepEqual(troubles, ["one: cell gone"]);
  await agent[Symbol.asyncDispose]();
  await phase("crashed", 3);
  await phase("waiting", 4);
  assert.equal(answers.length, 0);
  assert.equal(requests.length, 0);
});

Deno.test("onReading() has the balance after a round compared with the ledger", async () => {
  const { agent, play, phase, mismatches } = agentWith();
  const balance = (value: number) => {
    const myMoney = { value, confidence: 1, method: "glyphs", micros: 1 };
    agent.onReading({ phase: "crashed", myMoney } as Reading);
  };
  await phase("crashed", null);
  balance(50_000);
  await play(1, 300);
  balance(53_000);
  await play(2, 100);
  balance(50_999);
  await play(3, 100);
  assert.deepEqual(mismatches, [
    { table: "one", expectedMinor: 51_000, actualMinor: 50_999, unknownBets: 0, atMs: START_MS + 18_000 },
  ]);
});
