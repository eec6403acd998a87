/** The reader's thread: a read-only connection of its own, so that a long question delays neither core nor writer. */
import type { DatabaseSync } from "node:sqlite";
import { openForReading } from "./open_database.ts";
import { type Queries, queriesOf } from "./queries.ts";
import type { ReaderAnswer, ReaderRequest } from "./reader_messages.ts";

const self = globalThis as unknown as {
  onmessage: (event: MessageEvent<ReaderRequest>) => void;
  postMessage(answer: ReaderAnswer): void;
  close(): void;
};

let database: DatabaseSync | null = null;
let queries: Queries | null = null;

function open(path: string): void {
  try {
    database = openForReading(path);
    queries = queriesOf(database);
    self.postMessage({ type: "opened" });
  } catch (error) {
    self.postMessage({ type: "refused", message: (error as Error).message });
  }
}

function answer({ id, name, argument }: Extract<ReaderRequest, { type: "query" }>): void {
  try {
    const query = queries?.[name] as ((argument: unknown) => unknown) | undefined;
    if (!query) throw new Error(`Cannot answer ${name}: no database is open`);
    self.postMessage({ type: "result", id, value: query(argument) });
  } catch (error) {
    self.postMessage({ type: "failed", id, message: (error as Error).message });
  }
}

self.onmessage = ({ data }) => {
  if (data.type === "open") open(data.path);
  else if (data.type === "query") answer(data);
  else {
    database?.close();
    self.postMessage({ type: "closed" });
    self.close();
  }
};
