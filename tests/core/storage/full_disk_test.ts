/** A disk of one megabyte that fills up: nothing is acknowledged that is not stored, betting stops and says why, both come back with the space. */
import { deepEqual, equal, match, ok } from "node:assert/strict";
import { join } from "node:path";
import { VirtualClock } from "../../../core/clock.ts";
import { openForReading } from "../../../core/storage/open_database.ts";
import { Writer } from "../../../core/storage/writer.ts";
import { program, testWith } from "../../e2e/programs.ts";
import { deskWith } from "../betting/desk.ts";
import { START_MS } from "../betting/fixtures.ts";
import { snapshots } from "./fixtures.ts";

const BACK_MS_MAX = 5000;
/** More than memory holds: the journal meets the full disk, too. */
const ROWS_OFFERED = 16_000;
const HOUR_MS = 3_600_000;

/** A disk in memory. */
class SmallDisk implements Disposable {
  readonly folder = Deno.makeTempDirSync({ prefix: "aviator-small-disk-" });

  constructor(size: string) {
    run("mount", ["-t", "tmpfs", "-o", `size=${size}`, "tmpfs", this.folder]);
  }

  grow(size: string): void {
    run("mount", ["-o", `remount,size=${size}`, this.folder]);
  }

  [Symbol.dispose](): void {
    run("umount", [this.folder]);
    Deno.removeSync(this.folder);
  }
}

function run(name: string, args: string[]): void {
  const { success, stderr } = new Deno.Command(program(name), { args, stderr: "piped" }).outputSync();
  if (!success) throw new Error(`Cannot ${name} ${args.join(" ")}: ${new TextDecoder().decode(stderr)}`);
}

/** Resolves once it is so. @returns after how many milliseconds */
async function until(what: string, isSo: () => boolean): Promise<number> {
  const startMs = performance.now();
  while (!isSo()) {
    if (performance.now() - startMs > 60_000) throw new Error(`not so within a minute: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return performance.now() - startMs;
}

/** A table that waits for bets, `hours` after the start, so that its bets have ids of their own. */
function bettingAt(hours: number, writer: Writer) {
  const clock = new VirtualClock({ startMs: START_MS + hours * HOUR_MS, speed: Infinity });
  return deskWith({ names: ["balkanbet"], clock, saveBet: (bet) => writer.saveBet(bet) });
}

function storedSeqs(path: string): Set<number> {
  const database = openForReading(path);
  const seqs = database.prepare("SELECT seq FROM snapshots").all().map(({ seq }) => Number(seq));
  database.close();
  equal(new Set(seqs).size, seqs.length, "no row twice");
  return new Set(seqs);
}

testWith(
  Deno.uid() === 0 ? ["mount", "umount"] : ["root's mount"],
  "Writer acknowledges nothing that a full disk has not taken, and betting stops until space returns",
  async () => {
    using disk = new SmallDisk("1m");
    const path = join(disk.folder, "aviator.sqlite"), acknowledged: number[] = [];
    await using writer = await Writer.open({
      ...{ path, journalPath: join(disk.folder, "journal.jsonl"), tables: 6, betDeadlineMs: 1000 },
      onCommitted: (rows) => acknowledged.push(...rows.map(({ seq }) => seq)),
    });
    const before = bettingAt(0, writer);
    equal((await before.request()).state, "placed");
    for (let first = 0; first < ROWS_OFFERED; first += 500) writer.add(snapshots(first, 500));
    const isFull = () => /the disk is full.*; Cannot write to journal .*No space left/.test(writer.view().trouble);
    await until("database and journal are full", isFull);
    const taken = acknowledged.length, full = bettingAt(1, writer), refused = await full.request();
    deepEqual([refused.state, full.device.presses], ["refused", 0]);
    match(refused.reason, /Cannot save bet \d+: not committed within 1000 ms; .*the disk is full/);
    equal(acknowledged.length, taken, "nothing is acknowledged while the disk is full");
    const stored = storedSeqs(path);
    for (const seq of acknowledged) ok(stored.has(seq), `row ${seq} is acknowledged and not stored`);

    disk.grow("64m");
    const backMs = await until("rows are stored again", () => writer.view().trouble === "");
    const drainedMs = await until("all rows are stored", () => acknowledged.length === ROWS_OFFERED);
    equal((await bettingAt(2, writer).request()).state, "placed");
    console.log(`${taken} rows before; back after ${backMs.toFixed(0)} ms, drained ${drainedMs.toFixed(0)} ms later`);
    deepEqual(acknowledged, Array.from({ length: ROWS_OFFERED }, (_, at) => at));
    equal(storedSeqs(path).size, ROWS_OFFERED);
    ok(backMs <= BACK_MS_MAX, `back after ${backMs} ms`);
  },
);
