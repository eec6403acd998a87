/** Files of rounds: the real ones, and each way in which one can be wrong. */
import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { parseRounds, readRoundsFile } from "../../../core/research/rounds_file.ts";

const fixture = (name: string) => fileURLToPath(new URL(`fixtures/rounds-${name}-2025-10-08.csv`, import.meta.url));

Deno.test("readRoundsFile() reads every round of the real files", async () => {
  const merkur = await readRoundsFile(fixture("merkur")), soccer = await readRoundsFile(fixture("soccer"));
  assert.equal(merkur.series.multiplier.length, 1_810);
  assert.equal(soccer.series.multiplier.length, 1_861);
  assert.equal(merkur.series.multiplier[0], 224);
  assert.equal(merkur.series.endedAtMs[0], Date.UTC(2025, 9, 8, 10, 41, 43));
  assert.equal(merkur.setAside.lines + soccer.setAside.lines, 0);
});

Deno.test("parseRounds() reads JSON lines in the order of their index, times where there are any", () => {
  const text = `{"index":3,"multiplier":1549}\n{"index":2,"multiplier":100}\n`;
  assert.deepEqual([...parseRounds(text).series.multiplier], [100, 1549]);
  const chain = `{"index":0,"multiplier":131,"hash":"79"}\n{"index":1,"multiplier":113,"hash":"f9"}`;
  assert.deepEqual([...parseRounds(chain).series.multiplier], [113, 131], "a chain's newest game comes first");
  const timed = parseRounds(`{"endedAtMs":1000,"multiplier":101}\n{"endedAtMs":2000,"multiplier":102}`);
  assert.deepEqual([...timed.series.endedAtMs], [1000, 2000]);
});

Deno.test("parseRounds() sets aside what cannot be a round, counts it and says why", () => {
  const text = [
    "ended_at,multiplier",
    "2025-10-08T10:00:00,1.50",
    "2025-10-08T10:00:20,0.87",
    "2025-10-08T10:00:00,2.00",
    "2025-10-08T09:59:00,2.00",
    "2025-10-08T10:00:40,1000000.01",
    "2025-10-08T10:01:00,1000000.00",
  ].join("\r\n");
  const { series, setAside } = parseRounds(text);
  assert.deepEqual([...series.multiplier], [150, 100_000_000]);
  assert.equal(setAside.lines, 4);
  assert.deepEqual(setAside.examples.map(({ line, why }) => `${line} ${why}`), [
    "3 below 1.00x",
    "4 ends at the same moment as the round before",
    "5 ends before the round before it",
    "6 above 1000000x",
  ]);
});

const WRONG: [text: string, message: RegExp][] = [
  ["", /line 1: the file is empty/],
  ["time,score\n1,2", /line 1: its columns are "time,score"; ended_at,multiplier are wanted/],
  ["ended_at,multiplier\n2025-10-08T10:00:00,2,24", /line 2: 3 fields/],
  ["ended_at,multiplier\n2025-10-08T10:00:00,abc", /line 2: multiplier "abc"; a number such as 2\.24 is wanted/],
  ["ended_at,multiplier\n\n2025-10-08T10:00:00,2.245", /line 3: multiplier "2\.245"/],
  ["ended_at,multiplier\nyesterday,2.24", /line 2: ended_at "yesterday"; a time such as/],
  ['{"multiplier":2.24}', /line 1: multiplier 2\.24; whole hundredths are wanted/],
  ['{"multiplier":224}\nnull', /line 2: "null" is no JSON object/],
];

for (const [text, message] of WRONG) {
  Deno.test(`parseRounds() names line and value when given ${JSON.stringify(text)}`, () => {
    assert.throws(() => parseRounds(text, "x.csv"), (error: Error) => {
      assert.match(error.message, message);
      assert.match(error.message, /^Cannot read rounds of x\.csv: line /);
      return true;
    });
  });
}

Deno.test("readRoundsFile() says which file is missing", async () => {
  await assert.rejects(readRoundsFile("/nowhere/rounds.csv"), /Cannot read rounds of \/nowhere\/rounds\.csv/);
});
