/** Events published once and delivered to all who want them: numbers, rates, pressure, and the table of rules in the documentation. */
import assert from "node:assert/strict";
import { EventBus, type EventSink } from "../../../core/host/event_bus.ts";
import type { CollectorEvent } from "../../../core/protocol/cell_messages.ts";
import { type Topic, TOPIC_RULES, TOPICS } from "../../../core/protocol/topics.ts";
import { makeReading } from "../cells/plugin_fixture.ts";

class Sink implements EventSink {
  readonly name: string;
  readonly events: CollectorEvent[] = [];
  queue = { pressed: false };
  topics: readonly string[] = TOPICS;

  constructor(name: string) {
    this.name = name;
  }

  takes(topic: Topic): boolean {
    return this.topics.includes(topic);
  }

  deliver(events: readonly CollectorEvent[]): void {
    this.events.push(...events);
  }
}

function makeBus(names = ["one", "two"]) {
  const sinks = names.map((name) => new Sink(name)), pressure: (string | null)[] = [];
  const time = { nowMs: 0 };
  let last = 0;
  const bus = new EventBus({
    sinks,
    nextNumber: () => last += 1,
    nowMs: () => time.nowMs,
    onPressure: (why) => pressure.push(why),
  });
  return { bus, sinks, time, pressure };
}

const ROUND = {
  id: 7,
  table: "soccer",
  startedAtMs: 0,
  endedAtMs: 1,
  multiplier: 345,
  players: null,
  playersMoneyMinor: null,
};
const round = () => ({ topic: "round" as const, round: ROUND });
const snapshot = (table = "soccer") => ({ topic: "reading" as const, reading: makeReading({ table }), roundId: null });

Deno.test("EventBus.publish() gives every collector the same events with the same numbers, in order", () => {
  const { bus, sinks } = makeBus();
  bus.publish("soccer", [snapshot(), round()]);
  bus.publish("soccer", [snapshot()]);
  for (const { events } of sinks) {
    assert.deepEqual(events.map(({ seq, topic }) => `${seq} ${topic}`), ["1 reading", "2 round", "3 reading"]);
  }
  assert.deepEqual(bus.counts.reading, { published: 2, overRate: 0 });
});

Deno.test("EventBus.publish() gives no number to what nobody takes", () => {
  const { bus, sinks: [sink] } = makeBus(["one"]);
  sink.topics = ["round"];
  bus.publish("soccer", [snapshot(), round()]);
  assert.deepEqual(sink.events.map(({ seq, topic }) => `${seq} ${topic}`), ["1 round"]);
  assert.equal(bus.counts.reading.published, 0);
});

Deno.test("EventBus.publish() holds one publisher to its topic's rate, and no other, but leaves out no bet or round", () => {
  const { bus, sinks: [sink], time } = makeBus(["one"]);
  const { perSecondMax } = TOPIC_RULES.reading;
  for (let index = 0; index < perSecondMax * 3; index++) bus.publish("soccer", [snapshot()]);
  assert.deepEqual(bus.counts.reading, { published: perSecondMax, overRate: perSecondMax * 2 });
  bus.publish("admiral", [snapshot("admiral")]);
  assert.equal(sink.events.length, perSecondMax + 1);
  time.nowMs += 1000;
  bus.publish("soccer", [snapshot()]);
  assert.equal(sink.events.length, perSecondMax + 2);
  const rounds = TOPIC_RULES.round.perSecondMax + 5;
  for (let index = 0; index < rounds; index++) bus.publish("soccer", [round()]);
  assert.deepEqual(bus.counts.round, { published: rounds, overRate: 5 });
});

Deno.test("EventBus tells once that a collector falls behind with what must not be lost, and once that it has caught up", () => {
  const { bus, sinks, pressure } = makeBus();
  bus.publish("soccer", [round()]);
  sinks[1].queue.pressed = true;
  for (let index = 0; index < 3; index++) bus.publish("soccer", [round()]);
  sinks[1].queue.pressed = false;
  bus.publish("soccer", [round()]);
  assert.equal(pressure.length, 2);
  assert.match(pressure[0]!, /^two has so many/);
  assert.equal(pressure[1], null);
});

Deno.test("the table of topics in core/README.md states the limits that hold", async () => {
  const text = await Deno.readTextFile(new URL("../../../core/README.md", import.meta.url));
  const rows = text.split("\n").filter((line) => /^\| (bet|alarm|round|phase|health|reading|sample) /.test(line))
    .map((line) => line.split("|").map((cell) => cell.trim().replaceAll(/[`,]/g, "")).slice(1, 6));
  const expected = TOPICS.map((topic) => {
    const { priority, queuedMax, whenFull, perSecondMax } = TOPIC_RULES[topic];
    return [topic, String(priority), String(queuedMax), whenFull, String(perSecondMax)];
  });
  assert.deepEqual(rows, expected);
});
