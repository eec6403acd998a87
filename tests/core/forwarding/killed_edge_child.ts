/** Stores rounds and forwards them until it is killed; prints each acknowledged round as a line: `r <id>`. */
import { dirname } from "node:path";
import { ForwardingService } from "../../../core/forwarding/forwarding_service.ts";
import { Writer } from "../../../core/storage/writer.ts";
import { round } from "../storage/fixtures.ts";
import { OUTBOX } from "./fixtures.ts";

const [path, journalPath, url, token, first] = Deno.args;
const ROUNDS_PER_TURN = 40;
const TURN_MS = 10;

function print(text: string): void {
  const bytes = new TextEncoder().encode(text);
  for (let written = 0; written < bytes.length;) written += Deno.stdout.writeSync(bytes.subarray(written));
}

const writer = await Writer.open({
  ...{ path, journalPath, tables: 6, outbox: OUTBOX },
  onCommitted: (rows) => print(rows.map(({ row }) => row.kind === "round" ? `r ${row.id}\n` : "").join("")),
});
new ForwardingService({
  forwarding: { url, token, capacityRows: OUTBOX.capacityRows, keepSentDays: 7 },
  ...{ dataDir: dirname(path), log: () => {} },
});
let id = Number(first);
setInterval(() => writer.add(Array.from({ length: ROUNDS_PER_TURN }, () => round(id++))), TURN_MS);
