/** What forwarding's tests share: a folder whose writer fills an outbox. */
import { equal } from "node:assert/strict";
import type { StoredRow } from "../../../core/protocol/rows.ts";
import { Outbox } from "../../../core/storage/outbox.ts";
import type { OutboxOptions } from "../../../core/storage/outbox_triggers.ts";
import { Writer } from "../../../core/storage/writer.ts";
import { DataFolder, round } from "../storage/fixtures.ts";

export const OUTBOX: OutboxOptions = { device: "edge-1", model: "abc", capacityRows: 1_000_000 };

export class OutboxFolder extends DataFolder {
  readonly options: OutboxOptions;

  constructor(options: OutboxOptions = OUTBOX) {
    super();
    this.options = options;
  }

  /** Has a writer store rows, and ends it. */
  async store(rows: StoredRow[], { forwarded = true } = {}): Promise<void> {
    const { path, journalPath } = this;
    await using writer = await Writer.open({ path, journalPath, tables: 6, outbox: forwarded ? this.options : null });
    writer.add(rows);
    equal((await writer.drain({ deadlineMs: 60_000 })).remaining, 0);
  }

  storeRounds(...ids: number[]): Promise<void> {
    return this.store(ids.map((id) => round(id)));
  }

  /** Once something is stored. */
  outbox(): Outbox {
    return new Outbox(this.path, this.options);
  }
}
