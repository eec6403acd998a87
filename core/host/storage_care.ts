/** Looks after the database while the program runs: a backup a day, old rows forgotten, large files checked after the start. */
import { join } from "node:path";
import { findDamage, keepBackup, listBackups } from "../storage/backup_keeper.ts";
import { CHECKED_AT_START_BYTES_MAX, DATABASE_FILE } from "../storage/open_database.ts";
import { REAL_TIMERS, type Timers } from "../storage/timers.ts";
import type { HostService, OpenService, ServiceContext } from "./host_service.ts";

/** The first minutes belong to the tables. */
export const FIRST_LOOK_MS = 5 * 60_000;
const EVERY_MS = 60 * 60_000;
const DAY_MS = 86_400_000;

/** Opens it for every run but those of recordings, which are not kept. */
export const openStorageCare: OpenService = (context) =>
  Promise.resolve(context.config.source === "replay" ? null : new StorageCare(context));

type Context = Pick<ServiceContext, "config" | "settings" | "writer" | "halt" | "log">;

export class StorageCare implements HostService {
  readonly #context: Context;
  readonly #timers: Timers;
  readonly #nowMs: () => number;
  #callOff: () => void;
  #caredAtMs = 0;
  #backupTrouble = "";
  #damage = "";
  #checked = false;
  #working: Promise<void> = Promise.resolve();

  constructor(context: Context, { timers = REAL_TIMERS, nowMs = () => Date.now() } = {}) {
    this.#context = context;
    this.#timers = timers;
    this.#nowMs = nowMs;
    this.#callOff = timers.after(FIRST_LOOK_MS, () => this.#look());
  }

  warnings(): string[] {
    return [this.#damage, this.#backupTrouble].filter(Boolean);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#callOff();
    await this.#working;
  }

  #look(): void {
    this.#callOff = this.#timers.after(EVERY_MS, () => this.#look());
    this.#working = this.#working.then(() => this.#work());
  }

  async #work(): Promise<void> {
    const { config: { storage }, settings: { dataDir }, writer, log } = this.#context;
    const path = join(dataDir, DATABASE_FILE), nowMs = this.#nowMs();
    await this.#checkOnce(path);
    if (nowMs - this.#caredAtMs >= DAY_MS) {
      this.#caredAtMs = nowMs;
      writer.care({ keepDays: storage.keepDays, nowMs });
    }
    if (storage.backups === 0) return;
    try {
      const [newest] = await listBackups(dataDir);
      if (newest && nowMs - newest.atMs < DAY_MS) return;
      const { path: file, bytes } = await keepBackup(path, { dataDir, keep: storage.backups, nowMs });
      this.#backupTrouble = "";
      log("info", "storage", `backup ${file}: ${(bytes / 1_000_000).toFixed(1)} MB, checked`);
    } catch (error) {
      this.#backupTrouble = `no backup: ${(error as Error).message}`;
      log("error", "storage", this.#backupTrouble);
    }
  }

  /** What is too large to be read before the start is read now. */
  async #checkOnce(path: string): Promise<void> {
    if (this.#checked) return;
    this.#checked = true;
    const size = (await Deno.stat(path).catch(() => null))?.size ?? 0;
    if (size <= CHECKED_AT_START_BYTES_MAX) return;
    const problems = await findDamage(path);
    if (problems.length === 0) return;
    this.#damage = `the database is damaged: ${problems.slice(0, 3).join("; ")}; stop, keep the file, restore a backup`;
    this.#context.log("error", "storage", this.#damage);
    this.#context.halt(this.#damage);
  }
}
