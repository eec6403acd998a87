/**
 * A core process of its own under attack: starts each payload in a cell beside two calm plugins, and tells on standard output,
 * a line of JSON a payload and one at the end, what became of everybody. Asserts nothing.
 */
import { ChildProcess } from "node:child_process";
import {
  makeReading,
  PluginWorkshop,
  question,
  QUICK,
  readingEvent,
  RecordedCell,
} from "../core/cells/plugin_fixture.ts";
import type { CampaignOptions, CoreReport, PayloadReport } from "./campaign_report.ts";
import { OwnGap } from "./own_gap.ts";
import { type Payload, SILENT } from "./payload.ts";
import { campaignModule, FAILED, PAYLOADS } from "./payloads.ts";

/** Where silence is not the point, the watchdog must not be faster than the guard that is. */
const PATIENT = { ...QUICK, unresponsiveMs: 3000, killMs: 20_000 };
const BASELINE_MS = 1500;
const GIVEN_UP_MS = 40_000, DECIDE_MS = 20_000;
const ASK_EVERY_MS = 10;
const CALM_COLLECTOR = `import { defineCollector } from "@aviator/sdk";
  export default defineCollector({ create: () => ({
    onReading: ({ table, takenAtMs }, { roundId }) => [{ kind: "phase", table, roundId, from: "waiting", to: "flying", atMs: takenAtMs }],
  }) });`;

const options = JSON.parse(Deno.args[0]) as CampaignOptions;
const killedAtMs = new Map<number, number>();
const kill = ChildProcess.prototype.kill;
ChildProcess.prototype.kill = function (signal) {
  killedAtMs.set(this.pid!, performance.now());
  return kill.call(this, signal);
};

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const tell = (line: PayloadReport | CoreReport) => console.log(JSON.stringify(line));

/** Keeps two calm plugins busy until it is stopped. */
class Calm {
  readonly #strategy: RecordedCell;
  readonly #collector: RecordedCell;
  readonly #done: Promise<void>;
  #isOver = false;
  asked = 0;
  answered = 0;
  delivered = 0;

  constructor(strategy: RecordedCell, collector: RecordedCell) {
    this.#strategy = strategy;
    this.#collector = collector;
    this.#done = this.#work();
  }

  get rows(): number {
    return new Set(this.#collector.rows.map(({ seq }) => seq)).size;
  }

  get states(): string[] {
    return [...this.#strategy.states, ...this.#collector.states];
  }

  async stop(): Promise<void> {
    this.#isOver = true;
    await this.#done;
    await this.#collector.plugin.stop();
  }

  async #work(): Promise<void> {
    for (let seq = 1; !this.#isOver; seq++) {
      this.#collector.plugin.deliver([readingEvent(seq, makeReading({ tick: seq }))]);
      this.delivered += 1;
      this.asked += 1;
      await this.#strategy.plugin.decide(question("calm")).then(() => this.answered += 1, () => {});
      await pause(ASK_EVERY_MS);
    }
  }
}

async function attack(
  cell: RecordedCell,
  { payload, seed }: { payload: Payload; seed: number },
): Promise<PayloadReport> {
  const { name, kind, ends } = payload;
  await cell.plugin.start();
  const { pid } = cell.plugin;
  const crashed = cell.untilState("crashed").catch(() => null);
  const fromMs = performance.now();
  const answer = cell.plugin.decide({ ...question(name), nowMs: seed }).then(
    () => "an answer",
    (error) => String(error),
  );
  const givenUp = pause(GIVEN_UP_MS * options.busy).then(() => null);
  const ending = await Promise.race([ends === null ? answer.then(() => null) : crashed, givenUp]);
  const atMs = performance.now(), said = await Promise.race([answer, pause(0)]) ?? "nothing";
  const killed = killedAtMs.get(pid!);
  const common = { name, kind, seed, said: String(said), logs: cell.logs };
  if (ends === null) {
    const lives = await cell.plugin.decide(question("calm")).then(() => true, () => false);
    return { ...common, ended: null, contained: FAILED.test(String(said)) && lives, detectedMs: null, killedMs: null };
  }
  const ended = ending?.reason ?? null;
  return {
    ...common,
    ended,
    contained: ended !== null && ends.test(ended),
    detectedMs: (killed ?? atMs) - fromMs,
    killedMs: killed === undefined ? null : atMs - killed,
  };
}

async function campaign(workshop: PluginWorkshop): Promise<void> {
  const hostile = await workshop.load({ kind: "strategy", name: "hostile", source: campaignModule(options) });
  const timings = { ...PATIENT, decideMs: DECIDE_MS * options.busy };
  await using strategy = await workshop.start({ kind: "strategy", name: "calm", source: campaignModule(options) }, {
    timings,
  });
  await using collector = await workshop.start({ kind: "collector", name: "noting", source: CALM_COLLECTOR }, {
    timings,
  });
  using gap = new OwnGap();
  const calm = new Calm(strategy, collector);
  await pause(BASELINE_MS);
  const baseline = gap.take(), rssBefore = Deno.memoryUsage().rss;
  let rssMost = rssBefore;
  const todo = options.seeds.flatMap((seed) =>
    PAYLOADS.filter(({ name }) => options.names.length === 0 || options.names.includes(name))
      .map((payload) => ({ payload, seed }))
  );
  const worker = async () => {
    for (let next = todo.shift(); next; next = todo.shift()) {
      const quick = options.hurried
        ? { ...(next.payload.ends === SILENT ? QUICK : PATIENT), decideMs: DECIDE_MS * options.busy }
        : {};
      await using cell = new RecordedCell(hostile, { timings: { ...quick, restartDelaysMs: [600_000] } });
      tell(await attack(cell, next));
      rssMost = Math.max(rssMost, Deno.memoryUsage().rss);
    }
  };
  await Promise.all(Array.from({ length: options.atOnce }, worker));
  const attacked = gap.take();
  await calm.stop();
  const { asked, answered, delivered, rows, states } = calm;
  const polluted = "polluted" in {};
  tell({ baseline, attacked, rssBefore, rssMost, asked, answered, delivered, rows, states, polluted });
}

{
  await using workshop = new PluginWorkshop();
  await campaign(workshop);
}
// What waits for attackers that ended long ago would keep it for most of a minute.
Deno.exit(0);
