/**
 * Runs a writer under load until it is killed; prints each acknowledgement as a line: `r <seq>` for a row, `b <id>` for a
 * bet. With a pause, bets come ten at a time and rows at a fortieth of the pace.
 */
import { Writer } from "../../../core/storage/writer.ts";
import { bet, round, snapshots } from "./fixtures.ts";

const [path, journalPath, first, burst, pauseMs] = Deno.args;
const ROWS_PER_TURN = pauseMs ? 5 : 20;

function print(text: string): void {
  const bytes = new TextEncoder().encode(text);
  for (let written = 0; written < bytes.length;) written += Deno.stdout.writeSync(bytes.subarray(written));
}

const writer = await Writer.open({
  path,
  journalPath,
  tables: 6,
  onCommitted: (rows) => print(rows.map((row) => `r ${row.seq}\n`).join("")),
});
print("open\n");

let seq = Number(first), id = Number(first);

async function bets(): Promise<void> {
  for (;;) {
    const one = id++;
    await writer.saveBet(bet(one));
    print(`b ${one}\n`);
    if (pauseMs && one % 10 === 0) await new Promise((resolve) => setTimeout(resolve, Number(pauseMs)));
  }
}

function rows(count: number): void {
  writer.add(snapshots(seq, count));
  writer.add([round(seq)]);
  seq += count;
  setTimeout(rows, pauseMs ? 10 : 1, ROWS_PER_TURN);
}

rows(Number(burst) || ROWS_PER_TURN);
await bets();
