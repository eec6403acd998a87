/** `kill -9` of a real process that runs the writer under load: what it acknowledged is there, once. */
import { deepEqual, equal } from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { BUFFER_ROWS_MAX } from "../../../core/storage/batch_rule.ts";
import { openForReading } from "../../../core/storage/open_database.ts";
import { DataFolder, round, snapshot } from "./fixtures.ts";

/** The long form has 200. */
const KILLS = Number(Deno.env.get("AVIATOR_KILLS") ?? 12);
const LONGEST_LIFE_MS = 300;
const CHILD = fileURLToPath(new URL("./kill_child.ts", import.meta.url));
const CONFIG = fileURLToPath(new URL("../../../deno.json", import.meta.url));

/** What one life of the child acknowledged. */
interface Acknowledged {
  rows: number[];
  bets: number[];
}

function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = Math.imul(state ^ state >>> 15, 0x2c1b3c6d) + 0x9e3779b9 | 0;
    return (state >>> 0) / 2 ** 32;
  };
}

async function liveAndDie(folder: DataFolder, life: { first: number; burst: number; ms: number }) {
  const args = ["run", "-A", "--no-check", "--unstable-worker-options", "--config", CONFIG, CHILD];
  const numbers = [folder.path, folder.journalPath, String(life.first), String(life.burst)];
  const child = new Deno.Command(Deno.execPath(), { args: [...args, ...numbers], stdout: "piped", stderr: "inherit" })
    .spawn();
  let text = "", timer: ReturnType<typeof setTimeout> | undefined;
  for await (const piece of child.stdout.pipeThrough(new TextDecoderStream())) {
    text += piece;
    // From the first bet on, so that a slow machine has something to lose too.
    if (timer === undefined && /^b /m.test(text)) timer = setTimeout(() => child.kill("SIGKILL"), life.ms);
  }
  clearTimeout(timer);
  equal((await child.status).signal, "SIGKILL");
  return parse(text);
}

/** A last line without its end may lack digits. */
function parse(text: string): Acknowledged {
  const lines = text.slice(0, text.lastIndexOf("\n")).split("\n");
  const numbers = (mark: string) =>
    lines.filter((line) => line.startsWith(mark)).map((line) => Number(line.slice(mark.length)));
  return { rows: numbers("r "), bets: numbers("b ") };
}

function verify(folder: DataFolder, { rows, bets }: Acknowledged): void {
  const database = openForReading(folder.path);
  try {
    equal(database.prepare("PRAGMA integrity_check").get()?.integrity_check, "ok");
    equal(database.prepare("SELECT count(*) AS n FROM rejected_rows").get()?.n, 0);
    const snapshotRow = database.prepare(
      "SELECT bookmaker, taken_at, multiplier, players FROM snapshots WHERE plugin = 1 AND seq = ?",
    );
    const roundRow = database.prepare("SELECT bookmaker, ended_at, multiplier, players FROM rounds WHERE id = ?");
    for (const seq of rows) {
      const { row } = seq > ROUND_SEQS ? round(seq - ROUND_SEQS) : snapshot(seq);
      if (row.kind !== "round" && row.kind !== "snapshot") continue;
      const atMs = row.kind === "round" ? row.endedAtMs : row.takenAtMs;
      const found = row.kind === "round" ? roundRow.all(row.id) : snapshotRow.all(seq);
      deepEqual(found.map((one) => Object.values(one)), [[row.table, atMs, row.multiplier, row.players]]);
    }
    const betState = database.prepare("SELECT state FROM bets WHERE id = ?");
    for (const id of bets) deepEqual({ ...betState.get(id) }, { state: "placing" });
    const twice = "SELECT count(*) AS n FROM (SELECT 1 FROM snapshots GROUP BY seq HAVING count(*) > 1)";
    equal(database.prepare(twice).get()?.n, 0);
  } finally {
    database.close();
  }
}

/** Fixtures number rounds from here on, and no life comes near. */
const ROUND_SEQS = 1_000_000_000;

Deno.test("Writer loses no acknowledged row or bet, and stores none twice, when its process is killed", async () => {
  const seed = Number(Deno.env.get("SEED") ?? Date.now() % 1_000_000);
  console.log(`seed ${seed}`);
  const random = randomFrom(seed);
  using folder = new DataFolder();
  const all: Acknowledged = { rows: [], bets: [] };
  for (let kill = 0; kill < KILLS; kill++) {
    // Every other life begins with more rows than memory takes, so that some wait in the journal.
    const burst = kill % 2 ? BUFFER_ROWS_MAX + 2000 : 0;
    const life = { first: 1 + kill * 10_000_000, burst, ms: random() * LONGEST_LIFE_MS };
    const { rows, bets } = await liveAndDie(folder, life);
    all.rows.push(...rows);
    all.bets.push(...bets);
    verify(folder, { rows, bets });
  }
  verify(folder, all);
  console.log(`${KILLS} kills, ${all.rows.length} rows and ${all.bets.length} bets acknowledged`);
  equal(all.rows.length > 1000 && all.bets.length >= KILLS, true);
});
