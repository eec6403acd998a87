/**
 * Makes one bet on a data folder that earlier runs may have left in any state, and kills itself with SIGKILL at a chosen
 * step of it: `7`, or while it takes over what was left: `left 1`. Each press is noted in a file before it is done: `<bet id>`, a line each. Prints how many steps there were.
 */
import { join } from "node:path";
import { betsToRecover } from "../../../core/host/host_parts.ts";
import { DATABASE_FILE } from "../../../core/storage/open_database.ts";
import { Reader } from "../../../core/storage/reader.ts";
import { Writer } from "../../../core/storage/writer.ts";
import { deskWith } from "./desk.ts";
import { START_MS } from "./fixtures.ts";

const [folder, killAt] = Deno.args;
const path = join(folder, DATABASE_FILE);
let steps = 0, current = 0, part = "left ";

function step(): void {
  if (`${part}${steps++}` === killAt) Deno.kill(Deno.pid, "SIGKILL");
}

const writer = await Writer.open({ path, journalPath: join(folder, "journal.jsonl"), tables: 1 });
const reader = await Reader.open(path);
const desk = deskWith({
  names: ["balkanbet"],
  async saveBet(bet) {
    current = bet.id;
    step();
    await writer.saveBet(bet);
    step();
  },
});
desk.device.before = (done) => {
  step();
  if (done === "press") Deno.writeTextFileSync(join(folder, "presses"), `${current}\n`, { append: true });
  if (done === "press") step();
};
await desk.ledger.recover(await betsToRecover(reader, START_MS));
[part, steps] = ["", 0];
await desk.request();
console.log(steps);
await reader[Symbol.asyncDispose]();
await writer[Symbol.asyncDispose]();
