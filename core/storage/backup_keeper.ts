/** Automatic backups: one a day under its date, the newest few kept. Each is made and checked in a thread of its own. */
import { join } from "node:path";
import { HostError } from "../protocol/errors.ts";
import { filesOnly } from "../thread_permissions.ts";
import type { BackupReport } from "./backup.ts";
import type { BackupAnswer, BackupRequest } from "./backup_worker.ts";

/** In the data folder. */
const BACKUP_FOLDER = "backups";
const NAME = /^aviator-(\d{4}-\d{2}-\d{2}T\d{2}-\d{2}-\d{2})\.sqlite$/;

/** A backup's name for a moment (UTC). */
function backupName(nowMs: number): string {
  return `aviator-${new Date(nowMs).toISOString().slice(0, 19).replaceAll(":", "-")}.sqlite`;
}

/** Automatic backups, newest first; only what has a name of theirs. */
export async function listBackups(dataDir: string): Promise<{ path: string; atMs: number }[]> {
  const found: { path: string; atMs: number }[] = [];
  try {
    for await (const { name, isFile } of Deno.readDir(join(dataDir, BACKUP_FOLDER))) {
      const [, time] = NAME.exec(name) ?? [];
      const atMs = Date.parse(`${time?.replace(/T(\d\d)-(\d\d)-(\d\d)$/, "T$1:$2:$3")}Z`);
      if (isFile && !Number.isNaN(atMs)) found.push({ path: join(dataDir, BACKUP_FOLDER, name), atMs });
    }
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
  return found.sort((a, b) => b.atMs - a.atMs);
}

/**
 * Makes today's backup and removes the oldest beyond `keep`, once the new one is there.
 *
 * @throws {HostError} `storage` when it cannot be made or is not whole; the older ones stay
 */
export async function keepBackup(
  databasePath: string,
  { dataDir, keep, nowMs }: { dataDir: string; keep: number; nowMs: number },
): Promise<BackupReport> {
  await Deno.mkdir(join(dataDir, BACKUP_FOLDER), { recursive: true });
  const target = join(dataDir, BACKUP_FOLDER, backupName(nowMs));
  const answer = await ask({ path: databasePath, target }, [databasePath, join(dataDir, BACKUP_FOLDER)]);
  if (!("report" in answer)) throw new HostError("storage", "failure" in answer ? answer.failure : "no answer");
  for (const { path } of (await listBackups(dataDir)).slice(Math.max(1, keep))) await Deno.remove(path);
  return answer.report;
}

/** Reads all of a database in a thread of its own. @returns what is damaged, in words */
export async function findDamage(databasePath: string): Promise<string[]> {
  const answer = await ask({ path: databasePath, target: null }, [databasePath]);
  return "problems" in answer ? answer.problems : ["failure" in answer ? answer.failure : "no answer"];
}

function ask(request: BackupRequest, files: string[]): Promise<BackupAnswer> {
  const worker = new Worker(new URL("./backup_worker.ts", import.meta.url), {
    type: "module",
    name: "backup",
    deno: { permissions: filesOnly({ read: files, write: files }) },
  });
  return new Promise<BackupAnswer>((resolve) => {
    worker.onmessage = ({ data }: MessageEvent<BackupAnswer>) => resolve(data);
    worker.onerror = (event) => {
      event.preventDefault();
      resolve({ failure: event.message });
    };
    worker.postMessage(request);
  }).finally(() => worker.terminate());
}
