/** A backup a day, the newest few kept; what cannot be copied is told and costs no older copy. */
import { deepEqual, equal, match } from "node:assert/strict";
import { join } from "node:path";
import type { ServiceContext } from "../../../core/host/host_service.ts";
import { FIRST_LOOK_MS, StorageCare } from "../../../core/host/storage_care.ts";
import { parseConfig } from "../../../core/ops/config.ts";
import { listBackups } from "../../../core/storage/backup_keeper.ts";
import { openForReading, openForWriting } from "../../../core/storage/open_database.ts";
import type { CarePolicy } from "../../../core/storage/row_care.ts";
import { DataFolder, FakeTimers } from "../storage/fixtures.ts";

const DAY_MS = 86_400_000;

function careOf(folder: DataFolder) {
  const timers = new FakeTimers(), startMs = Date.UTC(2026, 0, 1, 12), said: string[] = [], policies: CarePolicy[] = [];
  const context = {
    config: parseConfig('{ "storage": { "backups": 2, "keepDays": { "phases": 5 } } }', "test"),
    settings: { dataDir: folder.folder },
    writer: { care: (policy: CarePolicy) => void policies.push(policy) },
    halt: (reason: string) => said.push(`halt ${reason}`),
    log: (_level: string, _source: string, message: string) => void said.push(message),
  } as unknown as ServiceContext;
  const care = new StorageCare(context, { timers, nowMs: () => startMs + timers.nowMs() });
  return { care, timers, said, policies };
}

/** Waits for files, which real threads make. */
async function backups(folder: DataFolder, wanted: (names: string[]) => boolean): Promise<string[]> {
  for (let tries = 0;; tries++) {
    equal(tries < 1000, true, "the backup does not come");
    const names = (await listBackups(folder.folder)).map(({ path }) => path.slice(path.lastIndexOf("aviator-")));
    if (wanted(names)) return names;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

Deno.test("StorageCare backs up once a day, keeps the newest, and hands the policy to the writer", async () => {
  using folder = new DataFolder();
  openForWriting(folder.path).close();
  const { care, timers, policies } = careOf(folder);
  await using _care = care;
  timers.pass(FIRST_LOOK_MS);
  deepEqual(await backups(folder, (names) => names.length === 1), ["aviator-2026-01-01T12-05-00.sqlite"]);
  timers.pass(3 * 3_600_000);
  timers.pass(DAY_MS);
  await backups(folder, (names) => names.length === 2);
  timers.pass(DAY_MS);
  const names = await backups(folder, (found) => found.length === 2 && !found.some((name) => name.includes("01-01")));
  equal(names.length, 2);
  openForReading(join(folder.folder, "backups", names[0])).close();
  equal(policies.length >= 2, true);
  equal(policies[0].keepDays.phases, 5);
  deepEqual(care.warnings(), []);
});

Deno.test("StorageCare warns for as long as no backup can be made", async () => {
  using folder = new DataFolder();
  openForWriting(folder.path).close();
  Deno.writeTextFileSync(join(folder.folder, "backups"), "no folder");
  const { care, timers, said } = careOf(folder);
  timers.pass(FIRST_LOOK_MS);
  await care[Symbol.asyncDispose]();
  match(care.warnings().join(), /no backup: /);
  equal(said.length, 1);
});
