/** `forward status|export|cleanup|repair`: the buffer of rows on their way to a collector. */
import { join } from "node:path";
import { outboxOptions } from "../forwarding/outbox_options.ts";
import { loadConfig } from "../ops/config.ts";
import { HostError } from "../protocol/errors.ts";
import { DATABASE_FILE, openForReading, openForRepair } from "../storage/open_database.ts";
import { Outbox } from "../storage/outbox.ts";
import { repairOutbox } from "../storage/outbox_repair.ts";
import {
  type BufferedRow,
  bufferedRows,
  type OutboxStatus,
  outboxStatus,
  resend,
  retryFailed,
} from "../storage/outbox_tools.ts";
import type { CommonOptions } from "./common_options.ts";
import { RunningProgram } from "./running_program.ts";

const PAGE_ROWS = 1_000;
const DAY_MS = 86_400_000;

/** Prints how the buffer stands. */
export async function forwardStatus(options: CommonOptions): Promise<number> {
  const { forwarding } = await loadConfig(options.config, options);
  using database = openForReading(fileIn(options));
  const status = {
    to: forwarding?.url ?? null,
    capacityRows: forwarding?.capacityRows ?? null,
    ...outboxStatus(database),
  };
  if (options.json) console.log(JSON.stringify(status));
  else for (const line of statusLines(status)) console.log(line);
  return 0;
}

function statusLines(status: OutboxStatus & { to: string | null; capacityRows: number | null }): string[] {
  const time = (ms: number | null) => ms === null ? "never" : new Date(ms).toISOString();
  return [
    `to          ${status.to ?? "nowhere: the configuration has no forwarding"}`,
    `rows        ${status.pendingRows} pending, ${status.sentRows} sent, ${status.failedRows} refused`,
    `capacity    ${status.rows} of ${status.capacityRows ?? "-"} rows; ${status.overflowRows} more wait for room`,
    `in all      ${status.totalBuffered} buffered, ${status.totalSent} sent, ${status.totalFailed} refused`,
    `oldest      pending since ${time(status.oldestPendingAtMs)}, tried ${status.retriesMax} times at most`,
    `last sent   ${time(status.lastSentAtMs)}`,
    `cleaned     ${time(status.lastCleanupAtMs)}`,
    ...status.kinds.map(({ kind, rows }) => `kind        ${kind}: ${rows} rows`),
    ...status.errors.map(({ error, rows }) => `error       ${rows} rows: ${error}`),
  ];
}

export interface ExportOptions extends CommonOptions {
  status?: BufferedRow["status"];
  /** file; standard output without it */
  out?: string;
}

/** Writes the buffer's rows as JSON lines. */
export async function forwardExport(options: ExportOptions): Promise<number> {
  using database = openForReading(fileIn(options));
  using file = options.out === undefined ? null : await Deno.create(options.out);
  let afterId = 0, rows = 0;
  for (;;) {
    const page = bufferedRows(database, { status: options.status ?? null, afterId, limit: PAGE_ROWS });
    if (page.length === 0) break;
    afterId = page[page.length - 1].id;
    rows += page.length;
    const text = page.map(({ data, ...row }) => JSON.stringify({ ...row, data: parsed(data) })).join("\n");
    if (file) await writeAll(file, `${text}\n`);
    else console.log(text);
  }
  if (options.out !== undefined) {
    console.log(options.json ? JSON.stringify({ rows }) : `${rows} rows in ${options.out}`);
  }
  return 0;
}

/** Damaged data is shown as it is. */
function parsed(data: string): unknown {
  try {
    return JSON.parse(data);
  } catch {
    return data;
  }
}

async function writeAll(file: Deno.FsFile, text: string): Promise<void> {
  const bytes = new TextEncoder().encode(text);
  for (let written = 0; written < bytes.length;) written += await file.write(bytes.subarray(written));
}

export interface CleanupOptions extends CommonOptions {
  /** age in days from which sent rows go; default: as configured */
  days?: number;
}

/** Deletes sent rows; beside a running program as well. */
export async function forwardCleanup(options: CleanupOptions): Promise<number> {
  const { forwarding } = await loadConfig(options.config, options);
  const days = options.days ?? forwarding?.keepSentDays ?? 7;
  using outbox = new Outbox(fileIn(options), { device: "", model: "", capacityRows: 0 });
  const deleted = outbox.cleanup({ sentBeforeMs: Date.now() - days * DAY_MS + 1 });
  console.log(options.json ? JSON.stringify({ deleted }) : `${deleted} sent rows deleted`);
  return 0;
}

export interface RepairOptions extends CommonOptions {
  /** have refused rows wait again */
  retryFailed?: boolean;
  /** send rows once more that were sent in so many days */
  resendDays?: number;
  /** look for rows of so many days in the buffer, and buffer those that it lacks */
  days?: number;
}

/** Mends the buffer. The program must not run. */
export async function forwardRepair(options: RepairOptions): Promise<number> {
  const config = await loadConfig(options.config, options);
  const path = fileIn(options), outbox = outboxOptions(config);
  if (options.days !== undefined && outbox === null) {
    throw new HostError(
      "bad_config",
      "Cannot buffer rows again: the configuration has no forwarding; name it with --config",
    );
  }
  if (await RunningProgram.find(options.data)) {
    throw new HostError("refused", `Cannot repair the buffer: a program runs in ${options.data}; stop it first`);
  }
  const nowMs = Date.now();
  const againSinceMs = options.days === undefined ? null : nowMs - options.days * DAY_MS;
  using database = openForRepair(path, { copyTo: `${path}.before-repair-${nowMs}` });
  const report = repairOutbox(database, { outbox, againSinceMs, nowMs });
  const resent = options.resendDays === undefined
    ? 0
    : resend(database, { sentSinceMs: nowMs - options.resendDays * DAY_MS });
  const retried = options.retryFailed ? retryFailed(database) : 0;
  if (options.json) console.log(JSON.stringify({ ...report, retried, resent }));
  else {
    for (const line of report.found.length > 0 ? report.found : ["no damage found"]) console.log(line);
    console.log(
      `${report.lostRows} rows lost, ${report.unreadableRows} unreadable ones taken out, ` +
        `${report.bufferedAgain} buffered again, ${retried} refused and ${resent} sent ones wait again`,
    );
  }
  return 0;
}

function fileIn({ data }: CommonOptions): string {
  const path = join(data, DATABASE_FILE);
  try {
    if (Deno.statSync(path).isFile) return path;
  } catch { /* as if it were no file */ }
  throw new HostError(
    "bad_config",
    `Cannot look at the buffer: ${path} is not there; name the data folder with --data`,
  );
}
