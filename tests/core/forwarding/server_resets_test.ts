/**
 * Connections to PostgreSQL, NATS and Redis are reset, and the servers killed, at random moments: neither the collector
 * nor the machine ends, and every row arrives once. `AVIATOR_SERVER_RESETS=200` is the long form.
 */
import { equal, match, ok } from "node:assert/strict";
import postgres from "postgres";
import { openStore } from "../../../core/collector/open_store.ts";
import type { HostError } from "../../../core/protocol/errors.ts";
import { NatsTransport } from "../../../core/forwarding/nats_transport.ts";
import {
  NATS_SERVER,
  POSTGRES_BIN,
  REDIS_SERVER,
  TestNats,
  TestPostgres,
  TestRedis,
  testWithServers,
  until,
} from "../collector/servers.ts";
import { checkRows, CollectorProcess, DEVICE, Edge, randomFrom, tokenIn } from "./fault_scene.ts";
import { ResettingLink } from "./resetting_link.ts";

const ROUNDS = Number(Deno.env.get("AVIATOR_SERVER_RESETS") ?? 4);
const SEED = Number(Deno.env.get("AVIATOR_FORWARD_SEED") ?? Math.floor(Math.random() * 1e9));
const ROWS_A_ROUND = 40;
/** Every so many rounds the servers themselves are killed. */
const KILL_EVERY = 4;
/** The NATS client waits up to two seconds before it connects again. */
const PAUSE_MAX_MS = 2_500;
const DRAIN_MAX_MS = 180_000;

/** Resets of connections to PostgreSQL while they are made and used, besides those of the rounds. */
const STORE_RESETS = 40;
const LANES = 4;
const WRITES_MAX = 40;
const ANSWER_MAX_MS = 50;

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Keeps rows through a link that is reset all the time; in this process, which a rejection that nobody hears would end. */
async function keepThroughResets(url: string, { link, random }: { link: ResettingLink; random: () => number }) {
  await using store = await openStore(url);
  const counts = { kept: 0, failed: 0 };
  let stopped = false;
  const lanes = Array.from({ length: LANES }, async (_, lane) => {
    const device = `lane-${lane}`;
    // A row whose answer was lost is sent once more before the lane ends.
    for (let id = 1, sure = true; !stopped || !sure;) {
      sure = false;
      try {
        const rows = [{ ...{ kind: "round", id, atMs: 1, image: null }, data: "{}" }];
        await store.log(device, { rows, receivedAtMs: 1, register: true });
        counts.kept += 1;
        id += 1;
        sure = true;
      } catch (error) {
        equal((error as HostError).code, "storage");
        counts.failed += 1;
        await pause(5);
      }
    }
  });
  for (let reset = 0; reset < STORE_RESETS; reset++) {
    await pause(80 * random());
    link.reset();
  }
  const { kept } = counts;
  await until(() => counts.kept >= kept + LANES);
  stopped = true;
  await Promise.all(lanes);
  const { rows, conflicts } = await store.fleet({ activeSinceMs: 0, listedMax: 10 });
  equal(rows, counts.kept);
  equal(conflicts, 0);
  ok(counts.failed > 0, "nothing failed");
}

/** The client writes to a socket that is gone: nobody can catch that, and it must not end the program. */
async function writeToGoneSocket(url: string): Promise<void> {
  const heard: string[] = [];
  const hear = ({ error }: ErrorEvent) => void heard.push(error.message);
  addEventListener("error", hear);
  const killer = postgres(url, { max: 1 });
  // Whether it happens hangs on which of two events comes first.
  for (let attempt = 0; attempt < WRITES_MAX && heard.length === 0; attempt++) {
    const client = postgres(url, { max: 1 });
    const connection = await client.reserve();
    const [{ pid }] = await connection`SELECT pg_backend_pid() AS pid`;
    await killer`SELECT pg_terminate_backend(${pid})`;
    // Some of these are never answered at all.
    await Promise.race([connection`SELECT 1`.catch(() => {}), pause(ANSWER_MAX_MS)]);
    connection`SELECT 1`.catch(() => {});
    await pause(ANSWER_MAX_MS);
    await Promise.race([client.end({ timeout: 0 }), pause(ANSWER_MAX_MS)]);
  }
  removeEventListener("error", hear);
  match(heard.join(), /reading 'write'/);
  await killer.end();
}

testWithServers(
  [`${POSTGRES_BIN}/postgres`],
  `PostgresStore outlives connections that are reset at any moment, and keeps each row once (seed ${SEED})`,
  async () => {
    await using server = await new TestPostgres().start();
    await using link = await ResettingLink.open({ to: server.port });
    await keepThroughResets(server.url.replace(String(server.port), String(link.port)), {
      link,
      random: randomFrom(SEED),
    });
  },
);

testWithServers(
  [`${POSTGRES_BIN}/postgres`],
  "PostgresStore keeps its program alive when the client writes to a socket that is gone",
  async () => {
    await using server = await new TestPostgres().start();
    await using _store = await openStore(server.url);
    await writeToGoneSocket(server.url);
  },
  { leaks: true },
);

testWithServers(
  [NATS_SERVER, REDIS_SERVER, `${POSTGRES_BIN}/postgres`],
  `collector and machine outlive resets and kills of PostgreSQL, NATS and Redis (seed ${SEED})`,
  async () => {
    const random = randomFrom(SEED);
    await using store = await new TestPostgres().start();
    await using nats = await new TestNats().start();
    await using redis = await new TestRedis().start();
    const token = await tokenIn(store.url);
    await using links = new AsyncDisposableStack();
    const linkTo = async (port: number) => links.use(await ResettingLink.open({ to: port }));
    const servers = [
      { link: await linkTo(store.port), kill: () => store.kill().then(() => store.restart()) },
      { link: await linkTo(nats.port), kill: () => nats.kill().then(() => nats.start()) },
      { link: await linkTo(redis.port), kill: () => redis.kill().then(() => redis.start()) },
    ];
    const [toStore, toNats, toRedis] = servers.map(({ link }) => link.port);
    await using collector = await new CollectorProcess([
      ...["--store", store.url.replace(String(store.port), String(toStore))],
      ...["--nats", `nats://127.0.0.1:${toNats}`, "--redis", `redis://127.0.0.1:${toRedis}`],
    ]).start();
    const ask = (path: string) =>
      fetch(collector.url + path, { headers: { authorization: `Bearer ${token}` } }).then(async (answer) => {
        await answer.body?.cancel();
        return answer.status;
      });
    {
      // In this process: an error on a socket that nobody hears would end the test.
      const open = () => new NatsTransport({ url: `nats://127.0.0.1:${toNats}`, token, sendMaxMs: 1_000 });
      await using edge = new Edge({ random, open });
      await edge.store(0, 0);
      edge.begin();
      for (let round = 0; round < ROUNDS; round++) {
        await edge.store(1 + round * ROWS_A_ROUND, ROWS_A_ROUND);
        for (const { link, kill } of servers.toSorted(() => random() - 0.5)) {
          await pause(60 * random());
          // It may be in trouble, but it answers.
          void ask("/stats").catch(() => {});
          await pause(5 * random());
          if (round % KILL_EVERY === KILL_EVERY - 1) await kill();
          else link.reset();
        }
        await pause(PAUSE_MAX_MS * random());
        equal(await ask("/health"), 200);
      }
      await until(() => edge.counts().pendingRows === 0, { maxMs: DRAIN_MAX_MS });
    }
    await until(async () => await ask("/ready") === 200, { maxMs: DRAIN_MAX_MS });
    equal(await ask("/stats"), 200);
    const sql = postgres(store.url, { max: 1 });
    const stored = async () => Number((await sql`SELECT count(*) AS n FROM log_rows`)[0].n);
    await until(async () => await stored() === ROUNDS * ROWS_A_ROUND, { maxMs: DRAIN_MAX_MS });
    checkRows(await sql`SELECT row_id, data FROM log_rows` as never, ROUNDS * ROWS_A_ROUND);
    const [counted] = await sql`SELECT rows, conflicts, duplicates FROM devices WHERE name = ${DEVICE}`;
    await sql.end();
    equal(Number(counted.rows), ROUNDS * ROWS_A_ROUND);
    equal(Number(counted.conflicts), 0);
    const resets = servers.map(({ link }) => link.resets);
    console.log(`${ROUNDS} rounds: ${resets.join(", ")} connections reset, ${counted.duplicates} doubles`);
    ok(resets.every((count) => count > 0), "a server was never reset");
  },
);
