/** The odds collector in a real cell, against a real server, through the network process: good, changing, failing, slow, huge, malformed. */
import assert from "node:assert/strict";
import { askedHosts } from "../../../core/cells/asked_hosts.ts";
import { NetAgent } from "../../../core/cells/net_agent.ts";
import { PluginNet } from "../../../core/cells/plugin_net.ts";
import { parseManifest } from "../../../core/protocol/manifest.ts";
import { PluginWorkshop, type RecordedCell } from "../../core/cells/plugin_fixture.ts";

const MANIFEST = new URL("../../../plugins/collectors/odds/plugin.json", import.meta.url);
const KEY = "secret-key-of-the-api";

type Answer = () => Response | Promise<Response>;

function market(home: number) {
  return {
    ...{ home_team: "Red", away_team: "Blue", commence_time: "2026-03-14T18:30:00Z" },
    bookmakers: [{
      key: "oddsmaker",
      markets: [{ key: "h2h", outcomes: [{ name: "Red", price: home }, { name: "Blue", price: 1.9 }] }],
    }],
  };
}

/** A server that answers as `answer` does at that moment. */
class OddsServer implements AsyncDisposable {
  readonly urls: URL[] = [];
  answer: Answer = () => Response.json([market(2.1)]);
  readonly #server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, async (request) => {
    this.urls.push(new URL(request.url));
    return await this.answer();
  });

  get origin(): string {
    return `http://127.0.0.1:${this.#server.addr.port}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server.shutdown();
  }
}

class Bench implements AsyncDisposable {
  readonly workshop = new PluginWorkshop();
  readonly #agent = new NetAgent({ anyNetwork: true });
  cell!: RecordedCell;
  #seq = 0;

  async start(config: Record<string, unknown>, open: string[]): Promise<void> {
    const manifest = parseManifest(await Deno.readTextFile(MANIFEST), "plugin.json");
    const policy = { allowed: askedHosts(manifest, config), allowedPrivate: open };
    const net = new PluginNet({ plugin: "odds", agent: this.#agent, policy: () => policy, touch() {}, touchHost() {} });
    this.cell = await this.workshop.startBundled("collectors/odds", { config, net: (request) => net.fetch(request) });
  }

  health(): void {
    const note = { ok: true, problems: [], lateTicks: 0, queuedRows: 0, coreRssBytes: 0 };
    const seq = this.#seq += 1;
    this.cell.plugin.deliver([{ seq, topic: "health", health: { ...note, atMs: 1_000 * seq } }]);
  }

  /** Has it look again and again until it has said or given what is waited for. */
  async until(isDone: () => boolean): Promise<void> {
    const timer = setInterval(() => this.health(), 20);
    try {
      this.health();
      await this.cell.until(isDone);
    } finally {
      clearInterval(timer);
    }
  }

  odds() {
    return this.cell.rows.map(({ row }) => row).filter((row) => row.kind === "odds");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.cell?.[Symbol.asyncDispose]();
    await this.#agent[Symbol.asyncDispose]();
    await this.workshop[Symbol.asyncDispose]();
  }
}

Deno.test("odds stores each market once, fetches within its time to live once, and sends key and parameters", async () => {
  await using server = new OddsServer();
  await using bench = new Bench();
  const config = { url: `${server.origin}/v4`, paths: ["/odds"], parameters: { regions: "eu" }, apiKey: KEY };
  await bench.start(config, [new URL(server.origin).host]);
  await bench.until(() => bench.odds().length > 0);
  const dealtWith = bench.cell.rows.length;
  for (let look = 0; look < 5; look += 1) bench.health();
  await bench.cell.until(() => bench.cell.plugin.queue.waiting === 0 || bench.cell.rows.length > dealtWith);
  assert.deepEqual(bench.odds().map(({ takenAtMs: _, ...row }) => row), [{
    ...{ kind: "odds", table: "oddsmaker", event: "Red - Blue 2026-03-14T18:30", market: "h2h" },
    outcomes: [{ name: "Red", oddsThousandths: 2100 }, { name: "Blue", oddsThousandths: 1900 }],
  }]);
  assert.deepEqual(server.urls.map(({ pathname, search }) => pathname + search), [
    `/v4/odds?apiKey=${KEY}&regions=eu`,
  ]);
});

Deno.test("odds reaches no server that the configuration does not open", async () => {
  await using server = new OddsServer();
  await using bench = new Bench();
  await bench.start({ url: server.origin, apiKey: KEY }, []);
  await bench.until(() => bench.cell.logs.some((line) => /this machine or a private network/.test(line)));
  assert.deepEqual([server.urls, bench.odds()], [[], []]);
  assert.equal(bench.cell.logs.some((line) => line.includes(KEY)), false);
});

const TROUBLES: [what: string, answer: Answer, says: RegExp][] = [
  ["a failure", () => new Response("no", { status: 503 }), /gives no odds: the answer was 503/],
  ["no JSON", () => new Response("<html>"), /gives no odds: the answer is not JSON/],
  ["no list", () => Response.json({ message: "quota" }), /gives no odds: the answer is object, a list is right/],
  ["half a market", () => Response.json([market(0.5)]), /1 markets were not whole/],
  [
    "too much",
    () => new Response(new Uint8Array(1_200_000)),
    /gives no odds: Cannot take the answer of .*: over 1048576/,
  ],
  [
    "an answer that does not end",
    () => new Response(new ReadableStream({ start: (to) => to.enqueue(new Uint8Array(9)) })),
    /gives no odds: Cannot fetch the address.* no answer in 1000 ms/,
  ],
];

Deno.test("odds says each trouble of its server, stores nothing of it, and deals with events meanwhile", async () => {
  await using server = new OddsServer();
  for (const [what, answer, says] of TROUBLES) {
    await using bench = new Bench();
    server.answer = answer;
    const config = { url: server.origin, timeoutSeconds: 1, apiKey: KEY };
    await bench.start(config, [new URL(server.origin).host]);
    await bench.until(() => bench.cell.logs.some((line) => says.test(line)));
    assert.deepEqual(bench.odds(), [], what);
    assert.equal(bench.cell.logs.length, 1, `${what}: said once, not ${bench.cell.logs}`);
    assert.equal(bench.cell.logs[0].includes(KEY), false, what);
  }
});
