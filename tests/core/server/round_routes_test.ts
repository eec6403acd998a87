/** The routes about rounds, without a socket. */
import { deepEqual, equal } from "node:assert/strict";
import { openApp, scriptHeaders } from "./open_app.ts";

Deno.test("/api/rounds/file gives the rounds of a filter as a file in each format, newest first", async () => {
  const { ask, host } = openApp({ rounds: 400 });
  const wanted = await host.rounds({ table: "soccer", multiplierMin: 150, limit: 1000 });
  const text = await (await ask("/api/rounds/file?table=soccer&multiplierMin=150&format=json", {
    headers: scriptHeaders,
  })).json() as { id: number }[];
  deepEqual(text.map(({ id }) => id), wanted.map(({ id }) => id));
  const csv = await ask("/api/rounds/file?table=soccer&multiplierMin=150", { headers: scriptHeaders });
  equal(csv.headers.get("content-disposition"), 'attachment; filename="rounds.csv"');
  equal((await csv.text()).trim().split("\n").length, wanted.length + 1);
  const parquet = await ask("/api/rounds/file?format=parquet", { headers: scriptHeaders });
  deepEqual((await parquet.bytes()).slice(0, 4), new TextEncoder().encode("PAR1"));
  equal((await ask("/api/rounds/file?format=exe", { headers: scriptHeaders })).status, 400);
});

Deno.test("/api/rounds/statistics counts every round of a table, and refuses what is no bin", async () => {
  const { ask, host } = openApp({ rounds: 400 });
  const wanted = await host.rounds({ table: "soccer", limit: 1000 });
  const counted = await (await ask("/api/rounds/statistics?table=soccer", { headers: scriptHeaders })).json();
  equal(counted.rounds, wanted.length);
  const reached = counted.spans.reduce((sum: number, span: { reached: number }) => sum + span.reached, 0);
  equal(reached, wanted.filter(({ multiplier }) => multiplier >= 200).length);
  equal((await ask("/api/rounds/statistics?cashOutHundredths=207", { headers: scriptHeaders })).status, 400);
});
