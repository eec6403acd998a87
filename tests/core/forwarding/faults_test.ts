/** Every row arrives, and counts once, whatever happens in between. `AVIATOR_FORWARD_ROWS=100000` is the long form. */
import { equal, ok } from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import postgres from "postgres";
import { HttpTransport } from "../../../core/forwarding/http_transport.ts";
import { NatsTransport } from "../../../core/forwarding/nats_transport.ts";
import { NATS_SERVER, POSTGRES_BIN, TestNats, TestPostgres, testWithServers, until } from "../collector/servers.ts";
import { checkRows, CollectorProcess, DEVICE, Edge, randomFrom, sqliteIn, tokenIn } from "./fault_scene.ts";
import { FAULTS, FaultyLink } from "./faulty_link.ts";

const ROWS = Number(Deno.env.get("AVIATOR_FORWARD_ROWS") ?? 2_400);
const SEED = Number(Deno.env.get("AVIATOR_FORWARD_SEED") ?? Math.floor(Math.random() * 1e9));
const CHUNKS = 12;
const DRAIN_MAX_MS = 120_000 + ROWS * 5;

/** Stores all rows a few at a time; after each, something goes wrong. */
async function storm(edge: Edge, wrong: (chunk: number) => Promise<void>): Promise<void> {
  const rows = Math.ceil(ROWS / CHUNKS);
  for (let chunk = 0; chunk < CHUNKS; chunk++) {
    await edge.store(1 + chunk * rows, Math.min(rows, ROWS - chunk * rows));
    await wrong(chunk);
  }
}

Deno.test(`every row arrives once over HTTP through cuts, errors, silence, doubles, disorder and kills (seed ${SEED})`, async () => {
  const random = randomFrom(SEED);
  const folder = await Deno.makeTempDir({ prefix: "aviator-faults-" });
  {
    await using collector = new CollectorProcess(["--data", folder]);
    const token = await tokenIn(sqliteIn(folder));
    await collector.start();
    await using link = new FaultyLink({ upstream: () => collector.url, random });
    const open = () => new HttpTransport({ url: link.url, token, sendMaxMs: 300, healthMaxMs: 300 });
    await using edge = new Edge({ random, open });
    await edge.store(0, 0);
    edge.begin();
    await storm(edge, async (chunk) => {
      if (chunk % 3 === 0) edge.jump();
      if (chunk % 4 === 1) await collector.kill();
      if (chunk % 4 === 3) await collector.start();
      if (chunk % 5 === 4) await edge.end().then(() => edge.begin());
    });
    await until(() => edge.counts().pendingRows === 0, { maxMs: DRAIN_MAX_MS });
    equal(edge.counts().sentRows, ROWS);
    equal(edge.counts().failedRows, 0);
    const kinds = FAULTS.filter((fault) => link.counts.has(fault)).length;
    console.log(`${ROWS} rows, ${collector.kills} kills, faults ${JSON.stringify([...link.counts])}`);
    ok(kinds >= 5, "hardly anything went wrong");
  }
  const database = new DatabaseSync(sqliteIn(folder), { readOnly: true });
  checkRows(database.prepare("SELECT row_id, data FROM log_rows").all() as never, ROWS);
  const counted = database.prepare("SELECT rows, conflicts, duplicates FROM devices WHERE name = ?").get(DEVICE);
  equal(counted?.rows, ROWS);
  equal(counted?.conflicts, 0);
  ok(Number(counted?.duplicates) > 0, "nothing came twice");
  database.close();
  await Deno.remove(folder, { recursive: true });
});

testWithServers(
  [NATS_SERVER, `${POSTGRES_BIN}/postgres`],
  `every row arrives once through NATS to two collectors with PostgreSQL, all of them killed now and then (seed ${SEED})`,
  async () => {
    const random = randomFrom(SEED);
    await using store = await new TestPostgres().start();
    await using nats = await new TestNats().start();
    const args = ["--store", store.url, "--nats", nats.url];
    await using first = await new CollectorProcess(args).start();
    await using second = await new CollectorProcess(args).start();
    const token = `${DEVICE}.${"A".repeat(43)}`;
    let natsKills = 0;
    {
      const open = () => new NatsTransport({ url: nats.url, token, sendMaxMs: 1_000 });
      await using edge = new Edge({ random, open });
      await edge.store(0, 0);
      edge.begin();
      await storm(edge, async (chunk) => {
        if (chunk % 3 === 0) edge.jump();
        if (chunk % 5 === 1) await nats.kill().then(() => natsKills += 1);
        if (chunk % 5 === 2) await nats.start();
        if (chunk % 6 === 3) await [first, second][chunk & 1].kill();
        if (chunk % 6 === 5) await Promise.all([first, second].map((one) => one.isAlive ? one : one.start()));
        if (chunk % 5 === 4) await edge.end().then(() => edge.begin());
      });
      if (!nats.isAlive) await nats.start();
      await Promise.all([first, second].map((one) => one.isAlive ? one : one.start()));
      await until(() => edge.counts().pendingRows === 0, { maxMs: DRAIN_MAX_MS });
      equal(edge.counts().sentRows, ROWS);
    }
    const sql = postgres(store.url, {
      max: 1,
      types: { bigint: { to: 20, from: [20], parse: Number, serialize: String } },
    });
    const stored = async () => Number((await sql`SELECT count(*) AS n FROM log_rows`)[0].n);
    await until(async () => await stored() === ROWS, { maxMs: DRAIN_MAX_MS });
    // What a killed collector had not acknowledged is given out again after half a minute; it must change nothing.
    checkRows(await sql`SELECT row_id, data FROM log_rows` as never, ROWS);
    const [counted] = await sql`SELECT rows, conflicts, duplicates FROM devices WHERE name = ${DEVICE}`;
    await sql.end();
    console.log(
      `${ROWS} rows, ${natsKills} kills of NATS, ${
        first.kills + second.kills
      } of collectors, ${counted.duplicates} doubles`,
    );
    equal(counted.rows, ROWS);
    equal(counted.conflicts, 0);
  },
);
