/**
 * Promises: from a table's change to waiting to the first click of its bet, with the strategy in its cell and the intent
 * committed to the disk, p99 ≤ 50 ms; from a halt at any step of a bet to the last thing that the hand does, undoing
 * included, p99 ≤ 100 ms. The raw bound beside them: one commit of a bet and one grab of its controls.
 *
 * `deno run -A tests/bench/bet_bench.ts [--bets N]`
 */
import { equal } from "node:assert/strict";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { BettingAgent } from "../../core/betting/betting_agent.ts";
import { FlightRecorder } from "../../core/betting/flight_recorder.ts";
import type { Bet } from "../../core/protocol/bet.ts";
import { Writer } from "../../core/storage/writer.ts";
import { deskWith } from "../core/betting/desk.ts";
import { tellFigure } from "./figures.ts";
import { pass } from "../core/betting/fixtures.ts";
import { PluginWorkshop } from "../core/cells/plugin_fixture.ts";

const FIRST_CLICK_MS_MAX = 50, HALT_MS_MAX = 100;
const TABLE = "balkanbet";

const { values } = parseArgs({ options: { bets: { type: "string", default: "150" }, peers: { type: "string" } } });
const BETS = Number(values.bets);

function percentile(sorted: number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
}

const sortedOf = (numbers: number[]) => numbers.toSorted((a, b) => a - b);

await using workshop = new PluginWorkshop();
await using strategy = await workshop.startBundled("strategies/flat");
const folder = await Deno.makeTempDir({ prefix: "aviator-bet-bench-" });
await using writer = await Writer.open({
  path: join(folder, "aviator.sqlite"),
  journalPath: join(folder, "journal.jsonl"),
  tables: 1,
});
await using flights = new FlightRecorder({
  ...{ folder: join(folder, "flights"), betsMax: 1_000, bytesMax: 1e9 },
  onTrouble: (message) => console.error(message),
});
const desk = deskWith({ names: [TABLE], saveBet: (bet) => writer.saveBet(bet), arbiter: { flights } });
const { desktop, device, clock, ledger, arbiter, tables } = desk;
const { stakeMinMinor, stakeMaxMinor } = tables[0].description;
const agent = new BettingAgent({
  ...{ clock, ledger, table: TABLE, strategy: "flat", mode: "virtual" },
  range: { stakeMinMinor, stakeMaxMinor },
  decide: async (question) => await strategy.plugin.decide(question) ?? null,
  request: (request) => arbiter.request(request),
  onTrouble: (message) => console.error(message),
});

/** On to the beginning of the next waiting phase; settles what the round before has left. */
async function nextWaiting(roundId: number): Promise<void> {
  const phase = () => (desktop.advance(), desktop.game(TABLE).state().phase);
  while (phase() === "waiting") await pass(clock, 100);
  const startedAtMs = clock.nowMs();
  await agent.onPhase({ table: TABLE, from: "waiting", to: "flying", atMs: clock.nowMs(), roundId });
  while (phase() !== "waiting") await pass(clock, 20);
  const multiplier = desktop.game(TABLE).rounds().at(-1)!.multiplier, endedAtMs = clock.nowMs();
  await agent.onRound({
    id: roundId,
    table: TABLE,
    startedAtMs,
    endedAtMs,
    multiplier,
    players: 1,
    playersMoneyMinor: 1,
  });
}

/** One bet from the phase change on: milliseconds to the first click, to the press, and from a halt to the hand's last move. */
async function bet(roundId: number, { haltAt }: { haltAt: number }) {
  const ended = Promise.withResolvers<Bet>();
  const unheard = ledger.onBet((one) => /placed|failed|refused|unknown/.test(one.state) && ended.resolve(one));
  let steps = 0, firstMs = 0, pressMs = 0, haltedMs = 0, lastMs = 0;
  const startMs = performance.now();
  device.before = (step) => {
    lastMs = performance.now();
    if (step === "click") firstMs ||= lastMs - startMs;
    if (step === "press") pressMs = lastMs - startMs;
    if (steps++ === haltAt) [haltedMs] = [performance.now(), arbiter.halt("bench")];
  };
  void agent.onPhase({ table: TABLE, from: "crashed", to: "waiting", atMs: clock.nowMs(), roundId });
  const done = await ended.promise;
  unheard();
  arbiter.resume();
  return { done, firstMs, pressMs, haltMs: haltedMs && Math.max(0, lastMs - haltedMs) };
}

const first: number[] = [], press: number[] = [], halts: number[] = [];
for (let index = 0, roundId = 1; index < 2 * BETS; index++, roundId++) {
  await nextWaiting(roundId);
  // Every other bet is halted, each time a step later; never at the press, which is the last.
  const haltAt = index % 2 === 0 ? Infinity : 1 + Math.floor(index / 2) % 12;
  const { done, firstMs, pressMs, haltMs } = await bet(roundId + 1, { haltAt });
  equal(done.state, haltAt === Infinity ? "placed" : "failed", done.reason);
  if (haltAt !== Infinity) halts.push(haltMs);
  else if (index > 10) [first.push(firstMs), press.push(pressMs)];
}
await agent[Symbol.asyncDispose]();

/** What cannot be saved: a commit with FULL, and a grab. */
async function rawMs(): Promise<number> {
  const [sample] = await Promise.all([ledger.openBets()]), times: number[] = [];
  const { phase, balance, controls } = arbiter.tableOf(TABLE)!;
  for (let index = 0; index < 50; index++) {
    const startMs = performance.now();
    await writer.saveBet({ ...sample[0] ?? bets.at(-1)!, id: index + 1, state: "requested" });
    await desktop.grab([phase, balance!, controls!.around]);
    times.push(performance.now() - startMs);
  }
  return percentile(sortedOf(times), 0.5);
}
const bets: Bet[] = [];
ledger.onBet((one) => void bets.push(one));
await ledger.refuse(desk.requestOf(), { cause: "limit", reason: "bench" });

const raw = await rawMs(), at = (numbers: number[], share: number) => percentile(sortedOf(numbers), share);
console.log(JSON.stringify({
  ...{ bench: "bet", bets: first.length, firstClickP50: at(first, 0.5), firstClickP99: at(first, 0.99) },
  ...{ pressP50: at(press, 0.5), haltP50: at(halts, 0.5), haltP99: at(halts, 0.99), rawP50: raw },
}));
console.log(`bet: first click after ${(at(first, 0.5) / raw).toFixed(1)} × a commit and a grab`);
const beside = `a commit and a grab, ${raw.toFixed(1)} ms`;
tellFigure({
  ...{ step: "phase change to the bet's first click, p99", value: at(first, 0.99), unit: "ms" },
  ...{ atMost: FIRST_CLICK_MS_MAX, beside },
});
tellFigure({
  ...{ step: "halt to the hand's last move, p99", value: at(halts, 0.99), unit: "ms", atMost: HALT_MS_MAX },
  beside,
});
await Deno.remove(folder, { recursive: true }).catch(() => {});
