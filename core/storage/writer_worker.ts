/** The writer's thread: the only writing connection. */
import type { DatabaseSync } from "node:sqlite";
import { openForWriting } from "./open_database.ts";
import { installOutbox, type OutboxOptions } from "./outbox_triggers.ts";
import { REAL_TIMERS } from "./timers.ts";
import { WriterJobs } from "./writer_jobs.ts";
import type { WriterAnswer, WriterRequest } from "./writer_messages.ts";

const self = globalThis as unknown as {
  onmessage: (event: MessageEvent<WriterRequest>) => void;
  postMessage(answer: WriterAnswer): void;
  close(): void;
};

let database: DatabaseSync | null = null;
let jobs: WriterJobs | null = null;

function open(path: string, outbox: OutboxOptions | null): void {
  try {
    database = openForWriting(path, (text) => self.postMessage({ type: "told", text }));
    if (outbox) installOutbox(database, outbox);
    const answer = (given: WriterAnswer) => self.postMessage(given);
    jobs = new WriterJobs({ database, answer, timers: REAL_TIMERS, sync: () => syncWal(path) });
    self.postMessage({ type: "opened" });
  } catch (error) {
    self.postMessage({ type: "refused", message: (error as Error).message });
  }
}

/** Rows are committed without waiting for the disk; SQLite locks other files than this one, so that it may be opened here. */
function syncWal(path: string): void {
  using file = Deno.openSync(`${path}-wal`, { write: true });
  file.syncDataSync();
}

self.onmessage = ({ data }) => {
  if (data.type === "open") open(data.path, data.outbox);
  else if (data.type === "care") jobs?.care(data.policy);
  else if (data.type !== "close") jobs?.take(data);
  else {
    jobs?.stop();
    database?.close();
    self.postMessage({ type: "closed" });
    self.close();
  }
};
