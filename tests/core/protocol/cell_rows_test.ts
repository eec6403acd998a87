/** The compiled check of a cell's rows against the schema itself: the same verdict, rows and words, whatever a cell sends. */
import { deepEqual, equal, ok } from "node:assert/strict";
import { cellMessage, parseCellMessage, ROWS_PER_MESSAGE_MAX } from "../../../core/protocol/cell_messages.ts";
import { describeIssues } from "../../../core/protocol/manifest.ts";
import type { CollectorRow } from "../../../core/protocol/rows.ts";
import { randomFrom, RandomRows } from "../storage/random_rows.ts";

/** Changed rows; seven in ten are refused. */
const TRIES = 1_500;

/** What JSON can say that a field may not be, or only just may be. */
const NUMBERS = "0 -0 1 -1 0.5 2 99 100 100000000 100000001 1001 1000 255 255.5 256 -0.1 1e999 -1e999 1.0"
  .split(" ");
const TEXTS = ["", "x", "seen", "won", "flying", "score", "latency_ms", "latency_ms\n", "Latency", "__proto__", "kind"];
const WRITTEN = [
  ...NUMBERS,
  ...TEXTS.map((text) => JSON.stringify(text)),
  ...["9007199254740991", "9007199254740992", "-9007199254740991", "-9007199254740992"],
  ...["null", "true", "false", "[]", "{}", "[1]", "[1,2,3]", "[0,255,1,2]", "[0,null,1]", "[[],[],[]]"],
  ...[39, 40, 41, 63, 64, 65, 80, 81, 120, 121, 200, 201].map((length) => JSON.stringify("a".repeat(length))),
  JSON.stringify("😀".repeat(32)),
  JSON.stringify("😀".repeat(33)),
  '{"name":"a","oddsThousandths":1001}',
  '[{"name":"a","oddsThousandths":1001}]',
  '[{"name":"a","oddsThousandths":1000}]',
  '[{"name":"a","oddsThousandths":1001,"result":"void","x":1}]',
  '[{"name":"a","oddsThousandths":1001,"__proto__":{"result":"won"}}]',
  `[${Array(40).fill('{"name":"a","oddsThousandths":2000}').join()}]`,
  `[${Array(41).fill('{"name":"a","oddsThousandths":2000}').join()}]`,
];
const KINDS = ["round", "snapshot", "crossing", "phase", "sample", "earning", "odds", "measure"] as const;
const KEYS = ["__proto__", "constructor", "toString", "extra", "", "source", "seq", "kind", "id", "table", "roundId"];

function rowOf(kind: (typeof KINDS)[number], { rows, number }: { rows: RandomRows; number: number }): CollectorRow {
  const table = "oddsmaker", atMs = rows.timeMs();
  if (kind === "measure") return { kind, table, name: "latency_ms", value: rows.channel(), atMs };
  if (kind !== "odds") return rows.row(kind, number) as CollectorRow;
  const outcomes = Array.from({ length: 1 + rows.below(3) }, (_, at) => ({
    ...{ name: `outcome ${at}`, oddsThousandths: 1001 + rows.below(5000) },
    ...(rows.below(2) > 0 ? { result: rows.of(["won", "lost", "void"] as const) } : {}),
  }));
  return { kind, table, event: "a – b", market: "winner", takenAtMs: atMs, outcomes };
}

/** One row as JSON with one thing changed: a value, a field less, a field more, another kind, a part of a part. */
function changed(row: CollectorRow, rows: RandomRows): string {
  const fields = Object.entries(row).map(([key, value]) => [key, JSON.stringify(value)] as [string, string]);
  const at = rows.below(fields.length);
  const change = rows.of(["none", "value", "value", "value", "less", "more", "kind", "inside"] as const);
  if (change === "value") fields[at][1] = rows.of(WRITTEN);
  else if (change === "less") fields.splice(at, 1);
  else if (change === "more") fields.push([rows.of(KEYS), rows.of(WRITTEN)]);
  else if (change === "kind") fields[0][1] = JSON.stringify(rows.of([...KINDS, "reading", "bet", "__proto__"]));
  else if (change === "inside") {
    fields[at][1] = fields[at][1].replace(/(?<=[:,[])-?\d+(\.\d+)?(?=[,\]}])/, () => rows.of(WRITTEN));
  }
  return `{${fields.map(([key, value]) => `${JSON.stringify(key)}:${value}`).join()}}`;
}

const messageOf = (row: string) => `{"type":"rows","upToSeq":3,"rows":[{"seq":1,"row":${row}}]}`;

/** @returns whether the message is taken; fails where compiled check and schema differ in anything */
function verdict(json: string): boolean {
  const value = JSON.parse(json), schema = cellMessage.safeParse(value);
  let found: unknown, refusal = "";
  try {
    found = parseCellMessage(json);
  } catch (error) {
    refusal = (error as Error).message;
  }
  if (schema.success) deepEqual(found, schema.data, json);
  else equal(refusal, `Cannot accept message: ${describeIssues(schema.error, value)}`, json);
  return schema.success;
}

Deno.test("parseCellMessage() says of every changed row what the schema says, in the same words", () => {
  const seed = Number(Deno.env.get("SEED") ?? Date.now() % 1_000_000);
  console.log(`seed ${seed}`);
  const rows = new RandomRows(randomFrom(seed));
  let taken = 0;
  for (let number = 0; number < TRIES; number++) {
    if (verdict(messageOf(changed(rowOf(rows.of(KINDS), { rows, number }), rows)))) taken += 1;
  }
  console.log(`${taken} of ${TRIES} taken`);
  ok(taken > TRIES / 10 && taken < TRIES * 0.9);
});

Deno.test("parseCellMessage() says of every field and every value what the schema says", () => {
  const rows = new RandomRows(randomFrom(1));
  for (const kind of KINDS) {
    const row = rowOf(kind, { rows, number: 7 });
    ok(verdict(messageOf(JSON.stringify(row))), kind);
    for (const field of Object.keys(row)) {
      for (const written of WRITTEN) {
        verdict(messageOf(JSON.stringify({ ...row, [field]: 0 }).replace(`"${field}":0`, `"${field}":${written}`)));
      }
    }
  }
});

Deno.test("parseCellMessage() says of every message of rows what the schema says, in the same words", () => {
  const row = '{"kind":"crossing","table":"a","roundId":1,"threshold":150,"takenAtMs":5}';
  const whole = (rows: string, more = "") => `{"type":"rows","upToSeq":3,"rows":${rows}${more}}`;
  const many = (count: number) => `[${Array(count).fill(`{"seq":1,"row":${row}}`).join()}]`;
  const messages = [
    ...[whole("{}"), whole("null"), whole("[null]"), whole("[[]]"), whole(`[${row}]`), whole("[]", ',"extra":1')],
    ...[whole("[]", ',"__proto__":{}'), whole(`[{"seq":1,"row":${row},"more":1}]`), whole(`[{"row":${row}}]`)],
    ...[
      `{"type":"rows","rows":[]}`,
      `{"type":"rows","upToSeq":-1,"rows":[]}`,
      `{"type":"rows","upToSeq":0.5,"rows":[]}`,
    ],
    ...[`{"type":"rows","upToSeq":null,"rows":[]}`, `{"upToSeq":1,"rows":[],"seq":1}`, "[]", "null", "1", `"rows"`],
    ...WRITTEN.map((written) => whole(`[{"seq":${written},"row":${row}}]`)),
    ...WRITTEN.map((written) => whole(`[{"seq":1,"row":${written}}]`)),
  ];
  messages.forEach(verdict);
  deepEqual([0, 1, ROWS_PER_MESSAGE_MAX, ROWS_PER_MESSAGE_MAX + 1].map((count) => verdict(whole(many(count)))), [
    ...[true, true, true, false],
  ]);
});

const NUMBER = { value: 100, confidence: 0.5, method: "glyphs", micros: 1.5 };
const OTHERS: Record<string, unknown>[] = [
  { type: "ready" },
  { type: "ready", topics: ["round", "bet"], tables: ["a"] },
  { type: "pong", id: 1, heapBytes: 2, rssBytes: 3 },
  {
    ...{ type: "reading", id: 1 },
    reading: {
      ...{ table: "a", tick: 1, takenAtMs: 2, phase: "flying", opinions: { rules: "flying", model: null } },
      ...{ progress: null, score: NUMBER, myMoney: NUMBER, otherCount: NUMBER, otherMoney: NUMBER },
    },
  },
  { type: "decision", id: 1, decision: { betAmounts: [10, 20], autoStops: [200, 200], currentIndex: 1 } },
  { type: "decision", id: 1, decision: { betAmounts: [10, 20], autoStops: [200], currentIndex: 2 } },
  { type: "probed", id: 1, steps: [[10, 200, 0, 1], [20, 200, 0, 0]] },
  { type: "played", id: 1, stakes: [[10, 200]], codes: "AAA=", refused: 0, refusal: null, ruinedAt: null },
  { type: "failure", id: null, message: "x" },
  { type: "log", level: "info", message: "x" },
  {
    ...{ type: "fetch", call: 1 },
    request: { url: "https://example.org/", method: "GET", headers: [["a", "b"]], body: null, timeoutMs: 5 },
  },
  { type: "stopped" },
];

Deno.test("parseCellMessage() says of every other message, with any field as any value, what the schema says", () => {
  let taken = 0, field = 0;
  const tryAll = (message: Record<string, unknown>, wrap: (json: string) => string) => {
    if (verdict(wrap(JSON.stringify(message)))) taken += 1;
    for (const name of [...Object.keys(message), "more", "__proto__"]) {
      // A quarter of the values each, as there are many fields.
      const turn = field++ % 4, values = WRITTEN.filter((_, at) => at % 4 === turn);
      const others = Object.entries(message).filter(([key]) => key !== name).map((one) =>
        JSON.stringify([one[0]])
          .slice(1, -1) + ":" + JSON.stringify(one[1])
      );
      verdict(wrap(`{${others.join()}}`));
      for (const written of values) verdict(wrap(`{${[...others, `"${name}":${written}`].join()}}`));
      const inner = message[name];
      if (inner === null || typeof inner !== "object" || Array.isArray(inner)) continue;
      tryAll(inner as Record<string, unknown>, (json) => wrap(`{${[...others, `"${name}":${json}`].join()}}`));
    }
  };
  for (const message of OTHERS) tryAll(message, (json) => json);
  ok(taken >= OTHERS.length, `${taken} messages are taken as they are`);
});
