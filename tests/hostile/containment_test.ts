/** Hostile plugins in real cells beside a calm one: each is ended for the right reason and costs the other nothing. */
import assert from "node:assert/strict";
import { PluginWorkshop, question, QUICK } from "../core/cells/plugin_fixture.ts";
import { hostileModule, PAYLOADS, SILENT } from "./payloads.ts";

/** Longest time that the core did nothing else. */
const LOOP_GAP_MS_MAX = 250;
const WATCH_MS = 10;
/** Silence included: the watchdog of these tests kills after half a second. */
const DETECTED_MS_MAX = 8000;

/** Measures how long the event loop stands still until it is disposed of. */
class LoopWatch implements Disposable {
  longestMs = 0;
  #lastMs = performance.now();
  readonly #timer = setInterval(() => {
    const nowMs = performance.now();
    this.longestMs = Math.max(this.longestMs, nowMs - this.#lastMs - WATCH_MS);
    this.#lastMs = nowMs;
  }, WATCH_MS);

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
  }
}

/** Where silence is not the point, the watchdog must not be faster than the guard that is. */
const PATIENT = { ...QUICK, unresponsiveMs: 3000, killMs: 10_000 };

for (const { name, body, reason } of PAYLOADS) {
  Deno.test(`PluginCell contains a plugin that ${name} when another runs beside it`, async () => {
    await using workshop = new PluginWorkshop();
    await using hostile = await workshop.start({ kind: "strategy", source: hostileModule(body) }, {
      timings: reason === SILENT ? QUICK : PATIENT,
    });
    await using calm = await workshop.start({ kind: "strategy", name: "calm", source: hostileModule("return null;") });
    using watch = new LoopWatch();
    const crashed = hostile.untilState("crashed");
    let isOver = false;
    void crashed.then(() => isOver = true);
    const asked = hostile.plugin.decide(question()).catch((error) => error);
    const startMs = performance.now();
    while (!isOver && performance.now() - startMs < DETECTED_MS_MAX) {
      assert.equal(await calm.plugin.decide(question()), null);
    }
    assert.ok(isOver, `it still runs; its answer: ${await asked}`);
    assert.match((await crashed).reason, reason);
    await asked;
    assert.equal(({} as Record<string, unknown>).polluted, undefined);
    assert.deepEqual(calm.states, ["starting", "running"]);
    assert.ok(watch.longestMs < LOOP_GAP_MS_MAX, `the event loop stood still for ${watch.longestMs} ms`);
  });
}
