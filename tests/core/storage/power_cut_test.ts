/** The power goes at random moments of a real run, replayed from a trace of its writes: what the disk then holds is opened. */
import { deepEqual, equal, ok } from "node:assert/strict";
import { join } from "node:path";
import { Journal } from "../../../core/storage/journal.ts";
import { ledgerQueriesOf } from "../../../core/storage/ledger_queries.ts";
import { openForWriting } from "../../../core/storage/open_database.ts";
import { testWith } from "../../e2e/programs.ts";
import { CutDisk } from "./cut_disk.ts";
import { type DiskCall, programOf, readTrace, traced } from "./disk_trace.ts";
import { DataFolder } from "./fixtures.ts";
import { randomFrom } from "./random_rows.ts";

/** The long form has 300. */
const CUTS = Number(Deno.env.get("AVIATOR_POWER_CUTS") ?? 30);
/** Bets that the traced run saves: enough for the -wal file to be moved into the main file several times. */
const BETS = CUTS > 100 ? 100 : 40;
/** More rows than memory takes, so that some wait in the journal. */
const BURST_ROWS = 11_000;
/** Longer than rows may stay unsynced: then the writer syncs without a bet. */
const BET_PAUSE_MS = 1500;

/** What was said before a line of the trace: acknowledged rows and bets, each with that line. */
interface Said {
  rows: { seq: number; line: number; atMs: number }[];
  bets: { id: number; line: number }[];
  openedLine: number;
}

async function run(folder: DataFolder): Promise<DiskCall[]> {
  const args = [folder.path, folder.journalPath, "1", String(BURST_ROWS), String(BET_PAUSE_MS)];
  const file = `${folder.folder}.trace`;
  const enough = (said: string) => said.includes(`b ${BETS}\n`);
  try {
    return readTrace(await traced(programOf("./kill_child.ts", args), { file, enough }), folder.folder);
  } finally {
    await Deno.remove(file);
  }
}

function saidIn(calls: readonly DiskCall[]): Said {
  const said: Said = { rows: [], bets: [], openedLine: Infinity };
  let rest = "";
  for (const call of calls) {
    if (call.type !== "said") continue;
    const lines = (rest + call.text).split("\n"), line = call.begun;
    rest = lines.pop() ?? "";
    for (const one of lines) {
      const number = Number(one.slice(2));
      if (one === "open") said.openedLine = line;
      else if (one.startsWith("r ")) said.rows.push({ seq: number, line, atMs: call.atMs });
      else if (one.startsWith("b ")) said.bets.push({ id: number, line });
    }
  }
  return said;
}

/** The line before which rows are safe: where the newest whole sync of the -wal file began. */
function syncedLine(calls: readonly DiskCall[], cut: number, walPath: string): number {
  return calls.reduce(
    (last, call) => call.type === "sync" && call.path === walPath && call.ended < cut ? call.begun : last,
    -1,
  );
}

/** Puts the files of a dead machine where a new one finds them. */
function restore(folder: DataFolder, { files, from }: { files: Map<string, Uint8Array>; from: string }): void {
  for (const [path, bytes] of files) Deno.writeFileSync(join(folder.folder, path.slice(from.length + 1)), bytes);
}

interface Cut {
  line: number;
  safeLine: number;
  said: Said;
}

/** @returns what had to be told, and how many acknowledged rows are gone */
function checkAfter(folder: DataFolder, { line, safeLine, said }: Cut): { told: number; lostRows: number } {
  const told: string[] = [];
  const database = openForWriting(folder.path, (text) => told.push(text));
  const journal = Journal.open({ path: folder.journalPath, log: () => {}, nowMs: () => 0 });
  journal.closeWith([]);
  try {
    equal(database.prepare("PRAGMA integrity_check").get()?.integrity_check, "ok");
    const states = new Map(
      database.prepare("SELECT id, state FROM bets").all().map(({ id, state }) => [Number(id), state]),
    );
    const bets = said.bets.filter((bet) => bet.line < line);
    for (const { id } of bets) equal(states.get(id), "placing", `bet ${id} was committed and is ${states.get(id)}`);
    const check = ledgerQueriesOf(database).checkLedger({ from: null, limit: 10_000 });
    deepEqual(check.faults, [], "the ledger's chain is whole");
    const seqs = new Set(database.prepare("SELECT seq FROM snapshots").all().map(({ seq }) => Number(seq)));
    for (const { id } of database.prepare("SELECT id FROM rounds").all()) seqs.add(1_000_000_000 + Number(id));
    const lost = said.rows.filter((row) => row.line < line && !seqs.has(row.seq));
    const safe = lost.filter((row) => row.line < safeLine);
    deepEqual(safe.slice(0, 3), [], `${safe.length} rows that were synced are gone`);
    return { told: told.length, lostRows: lost.length };
  } finally {
    database.close();
  }
}

testWith(
  ["strace"],
  "Writer loses no committed bet, and rows of its last second alone, when the power goes at any moment",
  async () => {
    const seed = Number(Deno.env.get("SEED") ?? Date.now() % 1_000_000);
    const random = randomFrom(seed);
    using source = new DataFolder();
    const calls = await run(source), said = saidIn(calls), disk = new CutDisk(calls);
    const walPath = `${source.path}-wal`, lines = calls.at(-1)!.ended;
    console.log(`seed ${seed}, ${calls.length} calls, ${said.rows.length} rows, ${said.bets.length} bets`);
    const making = calls.filter(({ begun }) => begun < said.openedLine);
    const all = { told: 0, lostRows: 0, bets: 0, unsynced: 0 };
    for (let number = 0; number < CUTS; number++) {
      // A fifth of them in the making of the database: few lines, so by the calls.
      const line = number % 5 === 0
        ? making[Math.floor(random() * making.length)].begun + 1
        : Math.floor(said.openedLine + random() * (lines - said.openedLine));
      const luck = { random, sectors: [0, 0.5, 0.9, 1][number % 4] };
      using folder = new DataFolder();
      restore(folder, { files: disk.after(line, luck), from: source.folder });
      const safeLine = syncedLine(calls, line, walPath);
      try {
        const { told, lostRows } = checkAfter(folder, { line, safeLine, said });
        all.told += told;
        all.lostRows += lostRows;
      } catch (cause) {
        throw new Error(`cut ${number} of seed ${seed}: ${(cause as Error).message}`, { cause });
      }
      all.bets += said.bets.filter((bet) => bet.line < line).length;
      all.unsynced += said.rows.filter((row) => row.line < line && row.line >= safeLine).length;
    }
    console.log(`${CUTS} cuts:`, all);
    const own = calls.filter((call) => call.type === "sync" && call.by === "writer" && call.path === walPath);
    ok(own.length > 0, "rows are synced when no bet comes");
    ok(all.bets > CUTS && all.lostRows > 0, "the cuts were late enough to lose something");
  },
);
