/** The whole program forwards to a real collector: killed in the middle, nothing is lost and nothing counts twice. */
import { deepEqual, equal, ok } from "node:assert/strict";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import type { PageState } from "../../core/protocol/page.ts";
import { CollectorProcess, DEVICE, sqliteIn, tokenIn } from "../core/forwarding/fault_scene.ts";
import { children, ON_LINUX, sleep, until } from "./processes.ts";
import { startProgram } from "./program.ts";

const KILLS = Number(Deno.env.get("AVIATOR_E2E_KILLS") ?? 2);

/** Ids of rows by their kind. */
function idsIn(path: string, sql: string): string[] {
  const database = new DatabaseSync(path, { readOnly: true });
  try {
    return database.prepare(sql).all().map((row) => String(row.name)).sort();
  } finally {
    database.close();
  }
}

const STORED = "SELECT 'round ' || id AS name FROM rounds UNION ALL SELECT 'reading ' || id FROM readings " +
  "UNION ALL SELECT 'prediction ' || id FROM predictions";
const COLLECTED = "SELECT kind || ' ' || row_id AS name FROM log_rows";

Deno.test({
  name: `kill -9 of the core while it forwards, ${KILLS} times: the collector has every row of the database, once`,
  ignore: !ON_LINUX,
}, async () => {
  const folder = await Deno.makeTempDir({ prefix: "aviator-forward-" });
  const data = join(folder, "edge"), config = join(folder, "config.json");
  {
    await using collector = new CollectorProcess(["--data", folder]);
    const token = await tokenIn(sqliteIn(folder));
    await collector.start();
    await Deno.writeTextFile(config, JSON.stringify({ forwarding: { url: collector.url, token } }));
    await using program = await startProgram({ dataDir: data, args: ["--config", config, "--speed", "30"] });
    const state = async () => await (await program.ask("/api/state")).json() as PageState;
    const collected = () => idsIn(sqliteIn(folder), COLLECTED).length;
    for (let kill = 0; kill < KILLS; kill++) {
      const before = collected();
      await until("rows arrive", () => collected() > before);
      // In between, the collector is gone for a while too.
      if (kill % 2 === 1) await collector.kill();
      await sleep(Math.random() * 1_500);
      const [core] = await children(program.pid);
      Deno.kill(core, "SIGKILL");
      const pages = () => program.said.filter((line) => line.startsWith("page: ")).length;
      await until("a new core runs", () => pages() === kill + 2);
      if (kill % 2 === 1) await collector.start();
    }
    await until("forwarding is shown", async () => (await state()).health.forwarding?.device === DEVICE);
    const { fleet } = await (await program.ask("/api/fleet")).json();
    deepEqual(fleet.listed.map(({ device }: { device: string }) => device), [DEVICE]);
    program.signal("SIGTERM");
    equal(await program.ended, 0, program.said.join("\n"));
    // What was stored last is sent by the next start.
    await using again = await startProgram({ dataDir: data, args: ["--config", config, "--speed", "0.01"] });
    await until("everything has arrived", () => {
      const stored = idsIn(join(data, "aviator.sqlite"), STORED);
      return stored.length > 0 && stored.length === collected();
    });
    again.signal("SIGTERM");
    await again.ended;
  }
  const stored = idsIn(join(data, "aviator.sqlite"), STORED);
  ok(stored.length >= 5, `${stored.length} rows`);
  deepEqual(idsIn(sqliteIn(folder), COLLECTED), stored);
  console.log(`${stored.length} rows stored and collected`);
  await Deno.remove(folder, { recursive: true });
});
