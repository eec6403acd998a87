/**
 * The program's writer, journal, outbox, forwarder, ledger and arbiter in a world that fails them at random, and the
 * rules that must hold whatever happens. One seed is one story: the same each time.
 */
import { deepEqual, equal, ok } from "node:assert/strict";
import type { Bet, BetState } from "../../core/protocol/bet.ts";
import type { StoredRow } from "../../core/protocol/rows.ts";
import { countsOf } from "../../core/storage/outbox.ts";
import { installOutbox } from "../../core/storage/outbox_triggers.ts";
import { migrate } from "../../core/storage/schema.ts";
import { Writer } from "../../core/storage/writer.ts";
import { RandomRows, ROW_KINDS } from "../core/storage/random_rows.ts";
import { mayEndAs, PressRecord, SimBets } from "./sim_bets.ts";
import { outboxOptions, SimCollector, startForwarding } from "./sim_fleet.ts";
import { type Faults, SimDatabase, SimDisk } from "./sim_storage.ts";
import { SimThread } from "./sim_thread.ts";
import { SimLife, SimTime } from "./sim_time.ts";

const PLUGINS = ["main", "phases", "colours"];
const JOURNAL = "journal.jsonl";
const HEAL_MS = 60_000;
/** A small outbox empties in turns. */
const FORWARDED_MS_MAX = 3_600_000;
const BET_DEADLINE_MS = 500;

/** One run of the program. */
interface Run {
  life: SimLife;
  writer: Writer;
  thread: SimThread;
  bets: SimBets;
  /** its rows in the order in which they were sent, by plugin */
  sent: Map<string, number[]>;
  /** and in that in which they were acknowledged */
  acknowledged: Map<string, number[]>;
}

export interface Story {
  /** everything that could be seen from outside, a line each */
  lines: string[];
  rows: number;
  presses: number;
  crashes: number;
  /** rows that arrived at the collector */
  forwarded: number;
}

export class SimWorld {
  readonly #random: () => number;
  readonly #time = new SimTime();
  readonly #faults: Faults = { diskFull: false, locked: false, commitFails: 0 };
  readonly #disk: SimDisk;
  readonly #database: SimDatabase;
  readonly #rows: RandomRows;
  readonly #acknowledged = new Set<string>();
  readonly #sent = new Set<string>();
  /** rows that stood in the journal when the program died */
  readonly #promised = new Set<string>();
  readonly #presses = new PressRecord();
  readonly #collector: SimCollector;
  readonly #capacityRows: number;
  readonly #lines: string[] = [];
  #number = 0;
  #crashes = 0;
  #run!: Run;

  constructor(random: () => number) {
    this.#random = random;
    this.#rows = new RandomRows(random);
    this.#disk = new SimDisk(this.#faults, random);
    this.#database = new SimDatabase(this.#faults, random);
    migrate(this.#database, "simulated");
    this.#collector = new SimCollector(this.#time, random);
    this.#capacityRows = this.#rows.of([20, 200, 100_000]);
    installOutbox(this.#database, outboxOptions(this.#capacityRows));
  }

  /** Lives through so many events, then everything is well again and all must be in order. */
  async live(events: number): Promise<Story> {
    await this.#start();
    for (let event = 0; event < events; event++) {
      await this.#happen();
      await this.#time.pass(this.#rows.below(400));
      if (this.#presses.broken) throw this.#presses.broken;
    }
    Object.assign(this.#faults, { diskFull: false, locked: false, commitFails: 0 });
    await this.#time.pass(HEAL_MS);
    // What the ledger could not save it saves before the next bet.
    void this.#run.bets.settleAll();
    await this.#time.pass(HEAL_MS);
    if (this.#presses.broken) throw this.#presses.broken;
    const forwarded = await this.#forwardAll();
    this.#checkEnd();
    this.#run.life.end();
    this.#database.close();
    const presses = this.#presses.bets.size;
    return { lines: this.#lines, rows: this.#sent.size, presses, crashes: this.#crashes, forwarded };
  }

  async #happen(): Promise<void> {
    const dice = this.#rows.below(100);
    if (dice < 45) this.#send(1 + this.#rows.below(40));
    else if (dice < 46 && this.#random() < 0.15) this.#send(11_000);
    else if (dice < 75) this.#run.bets.happen();
    else if (dice < 83) this.#faults.locked = !this.#faults.locked;
    else if (dice < 88) this.#faults.diskFull = !this.#faults.diskFull;
    else if (dice < 92) this.#faults.commitFails = this.#rows.of([0, 0.2, 1]);
    else if (dice < 95) this.#run.thread.die();
    else await this.#crash(dice < 97);
  }

  #send(count: number): void {
    const rows = Array.from({ length: count }, () => this.#newRow());
    for (const row of rows) {
      this.#sent.add(nameOf(row));
      put(this.#run.sent, row);
    }
    this.#run.writer.add(rows);
  }

  #newRow(): StoredRow {
    const kind = this.#rows.of(ROW_KINDS.filter((one) => one !== "reading"));
    const seq = ++this.#number, row = this.#rows.row(kind, seq);
    // Now and then a collector sends what no table takes.
    if (this.#random() < 0.01) Object.assign(row, { table: this.#rows.of([null, NaN, {}]) });
    return { plugin: this.#rows.of(PLUGINS), seq, row };
  }

  /** The program is gone from one moment to the next; with the power goes what the disk had not kept. */
  async #crash(power: boolean): Promise<void> {
    this.#note(power ? "power" : "crash");
    this.#crashes += 1;
    this.#run.life.end();
    if (power) this.#disk.losePower();
    for (const line of this.#disk.text(JOURNAL).split("\n").slice(0, -1)) {
      this.#promised.add(nameOf(JSON.parse(line.slice(line.indexOf("{")))));
    }
    await this.#start();
  }

  async #start(): Promise<void> {
    const life = new SimLife(this.#time), faults = { ...this.#faults };
    // A start on a full or locked disk is refused; the user mends it and starts again.
    Object.assign(this.#faults, { diskFull: false, locked: false, commitFails: 0 });
    const run = { life, sent: new Map(), acknowledged: new Map() } as unknown as Run;
    run.writer = await Writer.open({
      path: "/simulated.sqlite",
      journalPath: JOURNAL,
      tables: 4,
      clock: life,
      timers: life,
      betDeadlineMs: BET_DEADLINE_MS,
      journalDisk: this.#disk,
      openThread: (options) => {
        run.thread = new SimThread(options, { life, database: this.#database, random: this.#random });
        return Promise.resolve(run.thread);
      },
      onCommitted: (rows) => this.#onCommitted(run, rows),
    });
    run.bets = new SimBets({
      ...{ life, random: this.#random, rows: this.#rows, record: this.#presses },
      saveBet: (bet) => run.writer.saveBet(bet),
      stateOf: (id) => this.#stateOf(id),
      note: (line) => this.#note(line),
    });
    this.#run = run;
    const recovered = run.bets.ledger.recover(this.#bets());
    const random = this.#random, capacityRows = this.#capacityRows;
    startForwarding({ life, database: this.#database, collector: this.#collector, random, capacityRows });
    await this.#time.pass(1000);
    await recovered;
    Object.assign(this.#faults, faults);
  }

  #onCommitted(run: Run, rows: readonly StoredRow[]): void {
    ok(!run.life.over, "a dead program acknowledges");
    for (const row of rows) {
      this.#acknowledged.add(nameOf(row));
      put(run.acknowledged, row);
    }
    this.#note(`commit ${rows.length} ${nameOf(rows[0])}`);
  }

  #checkEnd(): void {
    const { writer, sent, acknowledged } = this.#run;
    const { queuedRows, journalRows, trouble, shed = [] } = writer.view();
    deepEqual([queuedRows, journalRows], [0, 0], "everything is written once all is well");
    equal(trouble.replace(/\d+ rows lost.*/, ""), "");
    const stored = this.#stored();
    for (const name of this.#acknowledged) equal(stored.get(name), 1, `${name} is acknowledged and stored once`);
    for (const name of this.#promised) {
      equal(stored.get(name), 1, `${name} was in the journal and is stored once, not ${stored.get(name)}`);
    }
    for (const [name, times] of stored) {
      equal(times, 1, `${name} is stored ${times} times`);
      ok(this.#sent.has(name), `${name} is stored and was never sent`);
    }
    const shedRows = shed.reduce((sum, { rows }) => sum + rows, 0);
    for (const [plugin, seqs] of sent) {
      const own = new Set(seqs), back = (acknowledged.get(plugin) ?? []).filter((seq) => own.has(seq));
      deepEqual(back, back.toSorted((a, b) => a - b), `${plugin}'s rows are acknowledged in their order`);
    }
    const count = (rows: Map<string, number[]>) => [...rows.values()].reduce((sum, seqs) => sum + seqs.length, 0);
    const own = new Set([...sent].flatMap(([plugin, seqs]) => seqs.map((seq) => `${plugin} ${seq}`)));
    const back = [...acknowledged].flatMap(([plugin, seqs]) => seqs.map((seq) => `${plugin} ${seq}`));
    equal(back.filter((name) => own.has(name)).length + shedRows, count(sent), "rows are conserved");
    this.#checkBets();
  }

  #checkBets(): void {
    const bets = this.#database.prepare("SELECT id, state FROM bets").all() as { id: number; state: BetState }[];
    for (const { id, state } of bets) {
      const pressed = this.#presses.bets.has(id);
      ok(mayEndAs(pressed, state), `bet ${id}, ${pressed ? "" : "not "}pressed, ended as ${state}`);
      this.#note(`bet ${id} ${state}`);
    }
    for (const id of this.#presses.bets.keys()) {
      ok(this.#stateOf(id) !== undefined, `bet ${id} was pressed and is gone`);
    }
  }

  /** @returns rows that have arrived */
  async #forwardAll(): Promise<number> {
    this.#collector.fails = 0;
    const untilMs = this.#time.nowMs() + FORWARDED_MS_MAX;
    const waits = ({ pendingRows, overflowRows }: ReturnType<typeof countsOf>) => pendingRows + overflowRows > 0;
    while (waits(countsOf(this.#database)) && this.#time.nowMs() < untilMs) await this.#time.pass(10_000);
    const arrived = this.#collector.check(this.#database);
    await this.#collector.close();
    return arrived;
  }

  /** How often each row is in the database, rejected ones included. */
  #stored(): Map<string, number> {
    const found = new Map<string, number>();
    const add = (name: string) => found.set(name, (found.get(name) ?? 0) + 1);
    for (const table of ["snapshots", "crossings", "phases", "samples", "earnings"]) {
      const rows = this.#database.prepare(`SELECT name, seq FROM ${table} JOIN plugins ON plugins.id = plugin`).all();
      for (const { name, seq } of rows) add(`${name} ${seq}`);
    }
    const senders = new Map([...this.#sent].map((name) => [name.split(" ")[1], name]));
    for (const { id } of this.#database.prepare("SELECT id FROM rounds").all()) {
      add(senders.get(String(Number(id) - 1)) ?? `round ${id}`);
    }
    for (const { plugin, seq } of this.#database.prepare("SELECT plugin, seq FROM rejected_rows").all()) {
      add(`${plugin} ${seq}`);
    }
    return found;
  }

  #stateOf(id: number): unknown {
    return this.#database.prepare("SELECT state FROM bets WHERE id = ?").get(id)?.state;
  }

  /** Today's, as the host hands them over at a start. */
  #bets(): Bet[] {
    return this.#database.prepare("SELECT * FROM bets ORDER BY id").all().map((row) => ({
      ...{ id: Number(row.id), table: String(row.bookmaker), strategy: String(row.strategy), mode: "virtual" },
      ...{ stakeMinor: Number(row.stake), cashOutHundredths: Number(row.cash_out), state: row.state as BetState },
      ...{
        reason: String(row.reason),
        roundId: row.round_id as number | null,
        requestedAtMs: Number(row.requested_at),
      },
      ...{ placedAtMs: row.placed_at as number | null, settledAtMs: row.settled_at as number | null },
      payoutMinor: row.payout as number | null,
    }));
  }

  #note(line: string): void {
    this.#lines.push(`${this.#time.nowMs()} ${line}`);
  }
}

const nameOf = ({ plugin, seq }: StoredRow) => `${plugin} ${seq}`;

function put(rows: Map<string, number[]>, { plugin, seq }: StoredRow): void {
  const known = rows.get(plugin);
  if (known) known.push(seq);
  else rows.set(plugin, [seq]);
}
