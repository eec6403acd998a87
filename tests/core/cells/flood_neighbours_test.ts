/**
 * One flooding plugin beside five normal ones: each of the five keeps its rate. For half of the time it says as much as it
 * is just allowed to, then as much as it can, is ended for it and started again at once. `AVIATOR_FLOOD_SECONDS=60`: longer.
 */
import assert from "node:assert/strict";
import {
  makeReading,
  PluginWorkshop,
  question,
  readingEvent,
  type RecordedCell,
  roundEvent,
} from "./plugin_fixture.ts";

const SECONDS = Number(Deno.env.get("AVIATOR_FLOOD_SECONDS") ?? 3);
const STEP_MS = 50;
/** Readings a step to each collector, and a question to each strategy: six tables at ten times their rate are 300 a second. */
const READINGS = 15;
const RATE_SHARE_MIN = 0.95;
/** What is under way when the time is over may still be answered. */
const LAST_ANSWERS_MS = 5000;

const COLLECTOR = `import { defineCollector } from "@aviator/sdk";
export default defineCollector({ create: () => ({
  onReading: ({ table, takenAtMs: atMs }) => [{ kind: "phase", table, roundId: 7, from: "waiting", to: "flying", atMs }],
}) });\n`;
const STRATEGY = `import { defineStrategy } from "@aviator/sdk";
export default defineStrategy({ decide: () => ({ betAmounts: [1000], autoStops: [200], currentIndex: 0 }) });\n`;
/** A round of 1.00x has it say 1,800 lines a second, any other as many as it can. */
const FLOODER = `import { defineCollector } from "@aviator/sdk";
const say = (lines) => { for (let line = 0; line < lines; line++) console.log("x".repeat(500)); };
export default defineCollector({ create: () => ({
  onRound: ({ multiplier }) => { multiplier === 100 ? setInterval(() => say(18), 10) : say(Infinity); },
}) });\n`;
/** Ended for its flood, it is back at once, every time. */
const TIMINGS = { decideMs: 10_000, restartDelaysMs: Array.from({ length: 1000 }, () => 10) };

/** What one of the five has dealt with. */
class Normal {
  readonly cell: RecordedCell;
  #decided = 0;
  #seq = 0;

  constructor(cell: RecordedCell) {
    this.cell = cell;
  }

  get done(): number {
    return this.cell.rows.length + this.#decided;
  }

  step(): void {
    if (this.cell.plugin.plugin.manifest.kind === "strategy") {
      return void this.cell.plugin.decide(question()).then((decision) => this.#decided += decision ? 1 : 0, () => {});
    }
    this.cell.plugin.deliver(
      Array.from({ length: READINGS }, () => readingEvent(this.#seq, makeReading({ tick: this.#seq++ }))),
    );
  }
}

/** Has all of them work; `beside` is called at each step. @returns what each has done within the time and a little more */
async function work(normals: readonly Normal[], beside: () => void): Promise<number[]> {
  const before = normals.map(({ done }) => done);
  const steps = SECONDS * 1000 / STEP_MS, startMs = performance.now();
  for (let step = 0; step < steps; step++) {
    for (const normal of normals) normal.step();
    beside();
    await new Promise((resolve) =>
      setTimeout(resolve, Math.max(0, startMs + (step + 1) * STEP_MS - performance.now()))
    );
  }
  const most = (normal: Normal) => steps * (normal.cell.plugin.plugin.manifest.kind === "strategy" ? 1 : READINGS);
  const endMs = performance.now() + LAST_ANSWERS_MS;
  while (performance.now() < endMs && normals.some((normal, at) => normal.done - before[at] < most(normal))) {
    await new Promise((resolve) => setTimeout(resolve, STEP_MS));
  }
  return normals.map(({ done }, at) => done - before[at]);
}

Deno.test(`Five plugins keep their rate beside one that floods for ${SECONDS} s`, async () => {
  await using workshop = new PluginWorkshop();
  const start = (name: string, source: string, kind: "collector" | "strategy" = "collector") =>
    workshop.start({ kind, name, source }, { timings: TIMINGS });
  const cells = await Promise.all([
    ...["one", "two", "three"].map((name) => start(name, COLLECTOR)),
    ...["four", "five"].map((name) => start(name, STRATEGY, "strategy")),
  ]);
  const normals = cells.map((cell) => new Normal(cell));
  const flooder = await start("flooder", FLOODER);
  try {
    const alone = await work(normals, () => {});
    let seq = 0, toldAtRestart = -1;
    const flood = (multiplier: number) => () => {
      const { state, restarts, messagesIn } = flooder.plugin.view();
      if (state !== "running" || restarts === toldAtRestart) return messagesIn;
      toldAtRestart = restarts;
      flooder.plugin.deliver([roundEvent(seq += 1, { multiplier })]);
    };
    const paced = await work(normals, flood(100));
    const said = flooder.plugin.view().messagesIn;
    assert.equal(flooder.plugin.view().restarts, 0, "what is allowed does not end it");
    Deno.kill(flooder.plugin.pid!, "SIGKILL");
    const flooded = await work(normals, flood(200));
    const { restarts, messagesIn } = flooder.plugin.view();
    console.log(JSON.stringify({ alone, paced, flooded, said: [said, messagesIn - said], restarts }));
    assert.ok(said > SECONDS * 500, `it said ${said} lines only`);
    assert.ok(flooder.views.some(({ reason }) => /it floods/.test(reason)), "it was ended for its flood");
    normals.forEach((_normal, at) => {
      const [least, ...found] = [alone[at] * RATE_SHARE_MIN, paced[at], flooded[at]];
      for (const done of found) assert.ok(done >= least, `plugin ${at}: ${done} beside it, ${alone[at]} alone`);
    });
  } finally {
    await Promise.all([...cells, flooder].map((cell) => cell[Symbol.asyncDispose]()));
  }
});
