/** The program's forwarder and a real collector's store, with a network between that loses, repeats and delays. */
import { deepEqual, equal } from "node:assert/strict";
import type { DatabaseSync } from "node:sqlite";
import { openCollection, SqliteStore } from "../../core/collector/sqlite_store.ts";
import { Forwarder } from "../../core/forwarding/forwarder.ts";
import { OutboxKeeper } from "../../core/forwarding/outbox_keeper.ts";
import { parseBatch } from "../../core/forwarding/parse_batch.ts";
import { type Transport, TryLater } from "../../core/forwarding/transport.ts";
import type { LogAnswer } from "../../core/protocol/forwarding.ts";
import { countsOf, Outbox } from "../../core/storage/outbox.ts";
import type { OutboxOptions } from "../../core/storage/outbox_triggers.ts";
import type { SimLife, SimTime } from "./sim_time.ts";

const DEVICE = "edge";
const KEEPER_MS = 2_000;
const LATE_MS_MAX = 20_000;

export const outboxOptions = (capacityRows: number): OutboxOptions => ({ device: DEVICE, model: "sim", capacityRows });

/** The other side. It outlives the program, and so do batches on their way. */
export class SimCollector {
  readonly #database = openCollection(":memory:");
  readonly #store = new SqliteStore("collector", this.#database);
  readonly #time: SimTime;
  readonly #random: () => number;
  /** share of calls that go wrong */
  fails = 0.3;

  constructor(time: SimTime, random: () => number) {
    this.#time = time;
    this.#random = random;
  }

  /** As the network carries a batch: not at all, once, twice, or with an answer that never comes. */
  async send(batch: string): Promise<LogAnswer> {
    const bad = this.#random() < this.fails, how = this.#random();
    if (bad && how < 0.4) throw new TryLater("connection refused");
    if (bad && how < 0.6) this.#time.at(Math.floor(this.#random() * LATE_MS_MAX), () => void this.#keep(batch));
    const answer = await this.#keep(batch);
    if (bad && how >= 0.6) throw new TryLater("no answer within 30 s", { unreachable: how < 0.8 });
    return answer;
  }

  isUp(): boolean {
    return this.#random() >= this.fails;
  }

  /** @throws where rows are missing, changed, counted twice, or never were on the machine */
  check(database: DatabaseSync): number {
    const arrived = this.#database.prepare("SELECT row_id AS id, data FROM log_rows ORDER BY row_id").all();
    const wanted = database.prepare("SELECT id, bookmaker, ended_at, multiplier FROM rounds ORDER BY id").all();
    deepEqual(
      arrived.map(({ id, data }) => {
        const { bookmaker, ended_at, multiplier } = JSON.parse(String(data));
        return { id, bookmaker, ended_at, multiplier };
      }),
      wanted.map((row) => ({ ...row })),
      "what is stored has arrived, as it is stored",
    );
    const { rows, sentRows, overflowRows } = countsOf(database);
    deepEqual([rows, overflowRows], [sentRows, 0], "the outbox is empty");
    const noted = database.prepare("SELECT rows, total_buffered, total_sent FROM buffer_metadata").get();
    equal(noted?.rows, rows);
    deepEqual([noted?.total_buffered, noted?.total_sent], [wanted.length, wanted.length], "each row is counted once");
    return arrived.length;
  }

  close(): Promise<void> {
    return this.#store[Symbol.asyncDispose]();
  }

  #keep(batch: string): Promise<LogAnswer> {
    return this.#store.log(DEVICE, { rows: parseBatch(batch), receivedAtMs: this.#time.nowMs(), register: true });
  }
}

/** One life's forwarding. */
export function startForwarding(
  { life, database, collector, random, capacityRows }: {
    life: SimLife;
    database: DatabaseSync;
    collector: SimCollector;
    random: () => number;
    capacityRows: number;
  },
): void {
  const outbox = new Outbox(database, outboxOptions(capacityRows)), { nowMs } = life;
  const transport: Transport = {
    send: async (batch) => {
      await life.sleep(Math.floor(random() * 50));
      return collector.send(batch);
    },
    healthy: () => Promise.resolve(collector.isUp()),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
  void new Forwarder({ outbox, transport, timers: life, epochMs: nowMs, random }).run();
  const keeper = new OutboxKeeper({ outbox, capacityRows, keepSentMs: 86_400_000, epochMs: nowMs, nowMs });
  const look = () => {
    try {
      keeper.look();
    } catch { /* the database is in trouble: the next look does it */ }
    life.after(KEEPER_MS, look);
  };
  look();
}
