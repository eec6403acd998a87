/** What a plugin said before it crashed, saved by its cell's ring, is replayed: the bug shows again, and is gone once it is mended. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { parseRecord, replayMessages } from "../../../core/authoring/replay_messages.ts";
import {
  MessageRing,
  RECORD_CHARACTERS_MAX,
  RECORD_FILES_MAX,
  RECORDED_MESSAGES_MAX,
} from "../../../core/cells/message_ring.ts";
import { HostError } from "../../../core/protocol/errors.ts";
import { type PluginSource, PluginWorkshop, question, roundEvent } from "../cells/plugin_fixture.ts";

const collector = (onRound: string): PluginSource => ({
  kind: "collector",
  source: `import { defineCollector } from "@aviator/sdk";
    export default defineCollector({ create: () => ({ onRound(round: any) { ${onRound} } }) });\n`,
});
const row =
  `return [{ kind: "crossing", table: round.table, roundId: round.id, threshold: 200, takenAtMs: round.endedAtMs }];`;
const crashing = collector(`if (round.multiplier === 666) return [{ kind: "nonsense" } as any]; ${row}`);

const headerOf = (reason: string) => ({ plugin: "tested", hash: "0", settings: {}, reason });
const asIs = (text: string) => text;

Deno.test("replayMessages() shows a crash again, and none when the plugin is mended", async () => {
  await using workshop = new PluginWorkshop();
  const ring = new MessageRing(), folder = join(workshop.folder, "records");
  {
    await using cell = await workshop.start(crashing, { hear: ring.hear, timings: { restartDelaysMs: [] } });
    cell.plugin.deliver([roundEvent(1, { multiplier: 300 }), roundEvent(2, { multiplier: 666 })]);
    await cell.untilState("crashed");
  }
  const file = await ring.save(folder, { header: headerOf("it broke the protocol"), atMs: 0, clean: asIs });
  const record = parseRecord(await Deno.readTextFile(file), file);
  assert.equal(record.header.complete, true);
  const again = await replayMessages(await workshop.load(crashing), { record, settings: {} });
  assert.match(again.differences[0], /^recorded events: it crashed: it broke the protocol: .*nonsense/);
  const mended = await replayMessages(await workshop.load(collector("")), { record, settings: {} });
  assert.deepEqual([mended.replayed, mended.differences], [1, []], "no row was taken before the crash either");
  const other = await replayMessages(await workshop.load(collector(row)), { record, settings: {} });
  assert.match(other.differences[0], /^event 1: then no row, now .*crossing/);
});

Deno.test("replayMessages() names each decision that is another one now", async () => {
  await using workshop = new PluginWorkshop();
  const ring = new MessageRing();
  const strategy = (stake: number): PluginSource => ({
    kind: "strategy",
    source: `import { defineStrategy } from "@aviator/sdk";
      export default defineStrategy({ decide: () => ({ betAmounts: [${stake}], autoStops: [200], currentIndex: 0 }) });\n`,
  });
  {
    await using cell = await workshop.start(strategy(1000), { hear: ring.hear });
    await cell.plugin.decide(question());
  }
  const file = await ring.save(workshop.folder, { header: headerOf("asked for"), atMs: 0, clean: asIs });
  const record = parseRecord(await Deno.readTextFile(file), file);
  const same = await replayMessages(await workshop.load(strategy(1000)), { record, settings: {} });
  assert.deepEqual([same.replayed, same.differences], [1, []]);
  const { differences } = await replayMessages(await workshop.load(strategy(2000)), { record, settings: {} });
  assert.match(differences.join(), /^decide \d+: then \{"betAmounts":\[1000\].*, now \{"betAmounts":\[2000\]/);
});

Deno.test("parseRecord() names file and line when it is no record", () => {
  for (const [text, says] of [["", /line 1 is not JSON/], ["{}", /line 1: field format is missing/]] as const) {
    assert.throws(
      () => parseRecord(text, "x.jsonl"),
      (error) =>
        error instanceof HostError && error.message.startsWith("Cannot replay x.jsonl") && says.test(error.message),
    );
  }
});

Deno.test("MessageRing keeps its last messages and the newest files, and says what is missing", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const ring = new MessageRing();
    for (let id = 0; id <= RECORDED_MESSAGES_MAX; id += 1) {
      ring.hear({ from: { type: "decision", id, decision: null } });
    }
    let file = "";
    for (let atMs = 0; atMs <= RECORD_FILES_MAX; atMs += 1) {
      file = await ring.save(folder, {
        header: headerOf("secret"),
        atMs,
        clean: (text) => text.replaceAll("secret", "…"),
      });
    }
    const { header, messages } = parseRecord(await Deno.readTextFile(file), file);
    assert.deepEqual([header.reason, header.complete, messages.length], ["…", false, RECORDED_MESSAGES_MAX]);
    const names = (await Array.fromAsync(Deno.readDir(folder))).map(({ name }) => name);
    assert.equal(names.length, RECORD_FILES_MAX);
    assert.ok(!names.includes("tested-1970-01-01T00-00-00.000Z.jsonl"), "the oldest is gone");
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("MessageRing leaves out the oldest messages when the file would be too large, and says so", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const ring = new MessageRing(), message = "x".repeat(60_000);
    const count = Math.ceil(RECORD_CHARACTERS_MAX / message.length) + 5;
    for (let id = 0; id < count; id += 1) ring.hear({ from: { type: "failure", id, message } });
    const file = await ring.save(folder, { header: headerOf("it broke"), atMs: 0, clean: (text) => text });
    const text = await Deno.readTextFile(file), lines = text.trimEnd().split("\n").slice(1);
    assert.equal(JSON.parse(text.slice(0, text.indexOf("\n"))).complete, false);
    assert.ok(lines.length < count && lines.join("").length <= RECORD_CHARACTERS_MAX, `${lines.length} of ${count}`);
    assert.equal(JSON.parse(lines.at(-1)!).from.id, count - 1, "the newest is there");
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
