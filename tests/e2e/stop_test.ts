/** The program's end, asked for or not: what was acknowledged is stored once, nothing is bet after the request, the rest lives on. */
import { deepEqual, equal, ok } from "node:assert/strict";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { children, descendants, isAlive, ON_LINUX, sleep, until } from "./processes.ts";
import { type Program, startProgram } from "./program.ts";

const KILLS = Number(Deno.env.get("AVIATOR_E2E_KILLS") ?? 4);
const SEED = Number(Deno.env.get("AVIATOR_E2E_SEED") ?? Math.floor(Math.random() * 1e9));
/** Orderly stop, seconds. */
const STOP_MAX_MS = 5_000;

interface Counts {
  rounds: number;
  snapshots: number;
  bets: number;
  /** of all collectors */
  allRows: number;
}

/** What the database holds; its check must find it whole, and no row twice. */
function checkDatabase(dataDir: string): Counts {
  const database = new DatabaseSync(join(dataDir, "aviator.sqlite"), { readOnly: true });
  try {
    const one = (sql: string) => Object.values(database.prepare(sql).get() ?? {})[0];
    equal(one("PRAGMA integrity_check"), "ok");
    equal(
      one(
        "SELECT count(*) FROM rounds r JOIN rounds s ON r.bookmaker = s.bookmaker AND r.id < s.id AND abs(r.ended_at - s.ended_at) < 3000",
      ),
      0,
    );
    const count = (table: string) => Number(one(`SELECT count(*) FROM ${table}`));
    const tables = ["rounds", "snapshots", "crossings", "phases", "earnings", "samples", "rejected_rows"];
    const allRows = tables.reduce((sum, table) => sum + count(table), 0);
    return { rounds: count("rounds"), snapshots: count("snapshots"), bets: count("bets"), allRows };
  } finally {
    database.close();
  }
}

async function stored(program: Program): Promise<number> {
  const text = await (await program.ask("/metrics")).text();
  return Number(/^aviator_rows_written_total (\d+)/m.exec(text)?.[1] ?? 0);
}

for (const signal of ["SIGINT", "SIGTERM"] as const) {
  Deno.test({
    name: `${signal} under load ends all within ${STOP_MAX_MS} ms, every row stored, no bet after it`,
    ignore: !ON_LINUX,
  }, async () => {
    const dataDir = await Deno.makeTempDir({ prefix: "aviator-stop-" });
    await using program = await startProgram({ dataDir, args: ["--speed", "15", "--seed", String(SEED)] });
    await until("200 rows and a bet are stored", async () => {
      return await stored(program) > 200 && (await (await program.ask("/api/bets?limit=1")).json()).bets.length > 0;
    });
    const family = await descendants(program.pid);
    ok(family.length >= 9, `core and cells: ${family.length}`);
    const asked = performance.now();
    const acknowledged = await stored(program);
    program.signal(signal);
    equal(await program.ended, 0, program.said.join("\n"));
    ok(performance.now() - asked < STOP_MAX_MS, `it took ${Math.round(performance.now() - asked)} ms`);
    const counts = checkDatabase(dataDir);
    const written = Number(
      /rows (\d+) written/.exec(program.said.findLast((line) => line.includes("statistics: rows")) ?? "")?.[1],
    );
    ok(written >= acknowledged, `${written} written, ${acknowledged} acknowledged`);
    ok(counts.snapshots + counts.rounds <= written && counts.rounds > 0 && counts.bets > 0, JSON.stringify(counts));
    deepEqual(await Promise.all(family.map(isAlive)), family.map(() => false), "nothing is left running");
    const database = new DatabaseSync(join(dataDir, "aviator.sqlite"), { readOnly: true });
    const open = database.prepare("SELECT state FROM bets WHERE state IN ('requested', 'placing')").all();
    database.close();
    deepEqual(open, [], "no bet is left half done");
    await Deno.remove(dataDir, { recursive: true });
  });
}

/** Kills the core and waits for the next one: what was acknowledged is there, and betting stands still. */
async function killCore(program: Program, dataDir: string): Promise<Counts> {
  const [core] = await children(program.pid);
  const cells = await children(core);
  const acknowledged = await stored(program);
  Deno.kill(core, "SIGKILL");
  await until(
    "the cells of the dead core are gone",
    async () => !(await Promise.all(cells.map(isAlive))).some(Boolean),
  );
  const after = checkDatabase(dataDir);
  ok(after.allRows >= acknowledged, `${after.allRows} rows of ${acknowledged} acknowledged`);
  await until(
    "the supervisor has started a new core",
    () => program.said.filter((line) => line.startsWith("page: ")).length === 2,
  );
  equal((await program.ask("/api/state").then((response) => response.json())).betting.state, "halted");
  return after;
}

Deno.test({
  name: `kill -9 of the core at ${KILLS} random moments loses no acknowledged row and doubles none (seed ${SEED})`,
  ignore: !ON_LINUX,
}, async () => {
  let random = SEED;
  const next = () => (random = (random * 1_103_515_245 + 12_345) % 2_147_483_648) / 2_147_483_648;
  for (let kill = 0; kill < KILLS; kill++) {
    // A folder each: only a first core's count is that of the database's rows.
    const dataDir = await Deno.makeTempDir({ prefix: "aviator-kill-" });
    await using program = await startProgram({ dataDir, args: ["--speed", "15", "--seed", String(SEED + kill)] });
    await until("rows are stored", async () => await stored(program) > 20);
    await sleep(next() * 1_500);
    const after = await killCore(program, dataDir);
    program.signal("SIGTERM");
    equal(await program.ended, 0);
    ok(checkDatabase(dataDir).allRows >= after.allRows, "earlier rows stay");
    await Deno.remove(dataDir, { recursive: true });
  }
});
