/** Requests to granted hosts and to none else: private addresses in every spelling, names that point there, redirects, limits. */
import assert from "node:assert/strict";
import { isPublicAddress } from "../../../core/cells/net_address.ts";
import { type NetOptions, sendRequest } from "../../../core/cells/net_request.ts";
import { HostError } from "../../../core/protocol/errors.ts";
import { FETCH_ANSWER_BYTES_MAX, type FetchRequest } from "../../../core/protocol/net.ts";

type Server = Deno.HttpServer<Deno.NetAddr>;

/** Twenty-odd ways to write an address that is nobody's business; `PORT` listens on loopback. */
const SPELLINGS = [
  "127.0.0.1",
  "127.1",
  "127.0.1",
  "2130706433",
  "0x7f000001",
  "0x7f.1",
  "017700000001",
  "0177.0.0.1",
  "127.0.0.1.",
  "localhost",
  "localhost.",
  "LOCALHOST",
  "0.0.0.0",
  "0",
  "[::1]",
  "[::]",
  "[::ffff:127.0.0.1]",
  "[::ffff:7f00:1]",
  "[::127.0.0.1]",
  "[64:ff9b::127.0.0.1]",
  "[2002:7f00:1::]",
  "[fe80::1]",
  "[fd00::1]",
  "10.0.0.1",
  "169.254.169.254",
  "192.168.0.1",
  "172.16.0.1",
  "100.64.0.1",
  "①②⑦.⓪.⓪.①",
  "user@127.0.0.1",
];

async function withServer(
  answer: (request: Request) => Response | Promise<Response>,
  check: (server: Server) => Promise<void>,
) {
  const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, answer);
  try {
    await check(server);
  } finally {
    await server.shutdown();
  }
}

const request = (url: string, values: Partial<FetchRequest> = {}): FetchRequest => ({
  url,
  method: "GET",
  headers: [],
  timeoutMs: 5000,
  ...values,
});
const options = (values: Partial<NetOptions> = {}): NetOptions => ({
  allowed: [],
  allowedPrivate: [],
  signal: new AbortController().signal,
  ...values,
});

async function refusal(what: FetchRequest, how: NetOptions): Promise<HostError> {
  const error = await sendRequest({ request: what, body: null }, how).then(
    () => assert.fail(what.url),
    (error) => error,
  );
  assert.ok(error instanceof HostError, String(error));
  return error;
}

Deno.test("sendRequest() connects to no private address, however it is spelt and even if it was granted", async () => {
  let requests = 0;
  await withServer(() => new Response(String(requests += 1)), async ({ addr: { port } }) => {
    for (const spelling of SPELLINGS) {
      const url = `http://${spelling}:${port}/`;
      const host = new URL(url).hostname.replace(/\.$/, "");
      const error = await refusal(request(url), options({ allowed: [`${host}:${port}`] }));
      assert.ok(["refused", "network"].includes(error.code), `${spelling}: ${error.message}`);
    }
  });
  assert.equal(requests, 0);
});

Deno.test("sendRequest() connects to no name of which any address is private", async () => {
  let requests = 0;
  await withServer(() => new Response(String(requests += 1)), async ({ addr: { port } }) => {
    for (const addresses of [["127.0.0.1"], ["93.184.216.34", "127.0.0.1"], ["::1"], ["10.1.2.3"]]) {
      const how = options({ allowed: [`odds.test:${port}`], resolve: () => Promise.resolve(addresses) });
      const error = await refusal(request(`http://odds.test:${port}/`), how);
      assert.equal(error.code, "refused");
      assert.match(error.message, /is this machine or a private network$/);
    }
  });
  assert.equal(requests, 0);
});

Deno.test("sendRequest() resolves a name once and connects to the address that was checked", async () => {
  await withServer((request) => new Response(request.headers.get("host")), async ({ addr: { port } }) => {
    const asked: string[] = [];
    const host = `odds.test:${port}`;
    const resolve = (name: string) => (asked.push(name), Promise.resolve(["127.0.0.1"]));
    const how = options({ allowed: [host], allowedPrivate: [host], resolve });
    const { head, body } = await sendRequest({ request: request(`http://${host}/`), body: null }, how);
    assert.equal(head.status, 200);
    assert.equal(new TextDecoder().decode(body), host, "the name goes along, the address is ours");
    assert.deepEqual(asked, ["odds.test"]);
  });
});

Deno.test("sendRequest() goes to granted hosts and ports only", async () => {
  await withServer(() => new Response("x"), async ({ addr: { port } }) => {
    const host = `127.0.0.1:${port}`;
    for (
      const url of [`http://127.0.0.1:${port + 1}/`, "http://127.0.0.1/", "https://127.0.0.1/", "ftp://127.0.0.1/", "x"]
    ) {
      const error = await refusal(request(url), options({ allowed: [host], allowedPrivate: [host] }));
      assert.equal(error.code, "refused", url);
    }
  });
});

Deno.test("sendRequest() follows a redirect on its own host, and none to another", async () => {
  let elsewhere = 0;
  await withServer(() => new Response(String(elsewhere += 1)), async (other) => {
    const answer = (request: Request) => {
      const { pathname } = new URL(request.url);
      const to: Record<string, string> = {
        "/own": "/end",
        "/other": `http://127.0.0.1:${other.addr.port}/`,
        "/name": `http://localhost:${other.addr.port}/`,
        "/scheme": "file:///etc/passwd",
        "/loop": "/loop",
      };
      if (to[pathname]) return new Response(null, { status: 302, headers: { location: to[pathname] } });
      return new Response(`${request.method} ${pathname}`);
    };
    await withServer(answer, async ({ addr: { port } }) => {
      const host = `127.0.0.1:${port}`;
      const both = [host, `127.0.0.1:${other.addr.port}`];
      const how = options({ allowed: both, allowedPrivate: both });
      const body = new TextEncoder().encode("x");
      const posted = await sendRequest({ request: request(`http://${host}/own`, { method: "POST" }), body }, how);
      assert.equal(new TextDecoder().decode(posted.body), "GET /end");
      assert.equal(posted.head.url, `http://${host}/end`);
      for (const path of ["/other", "/name", "/scheme"]) {
        assert.match((await refusal(request(`http://${host}${path}`), how)).message, /redirects stay on their host$/);
      }
      assert.match((await refusal(request(`http://${host}/loop`), how)).message, /more than 5 redirects$/);
    });
  });
  assert.equal(elsewhere, 0);
});

Deno.test("sendRequest() ends at its deadline, at the largest answer, and when called off", async () => {
  let sending = true;
  const silent = Promise.withResolvers<void>();
  const endless = () =>
    new Response(
      new ReadableStream({
        pull: (to) => sending ? to.enqueue(new Uint8Array(65_536)) : to.close(),
      }),
    );
  const answer = ({ url }: Request) => url.endsWith("/big") ? endless() : silent.promise.then(() => new Response());
  const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, answer);
  const host = `127.0.0.1:${server.addr.port}`;
  const how = options({ allowed: [host], allowedPrivate: [host] });
  const late = await refusal(request(`http://${host}/silent`, { timeoutMs: 50 }), how);
  assert.deepEqual([late.code, /no answer in 50 ms$/.test(late.message)], ["deadline", true]);
  const big = await refusal(request(`http://${host}/big`), how);
  assert.match(big.message, new RegExp(`over ${FETCH_ANSWER_BYTES_MAX} bytes$`));
  const stop = new AbortController();
  const called = refusal(request(`http://${host}/silent`), { ...how, signal: stop.signal });
  stop.abort();
  assert.equal((await called).code, "network");
  sending = false;
  silent.resolve();
  await server.shutdown();
});

Deno.test("sendRequest() lets nobody set the connection's own headers", async () => {
  await withServer((request) => Response.json(Object.fromEntries(request.headers)), async ({ addr: { port } }) => {
    const host = `127.0.0.1:${port}`;
    const headers: [string, string][] = [["Host", "evil.test"], ["Transfer-Encoding", "chunked"], ["X-Key", "1"]];
    const how = options({ allowed: [host], allowedPrivate: [host] });
    const { body } = await sendRequest({ request: request(`http://${host}/`, { headers }), body: null }, how);
    const seen = JSON.parse(new TextDecoder().decode(body));
    assert.deepEqual([seen.host, seen["transfer-encoding"], seen["x-key"]], [host, undefined, "1"]);
    const split: [string, string][] = [["X-Key", "1\r\nX-Other: 2"]];
    assert.equal((await refusal(request(`http://${host}/`, { headers: split }), how)).code, "network");
  });
});

Deno.test("isPublicAddress() knows the edges of the private networks", () => {
  const edges: [string, boolean][] = [
    ["9.255.255.255", true],
    ["10.0.0.0", false],
    ["11.0.0.0", true],
    ["100.63.255.255", true],
    ["100.127.255.255", false],
    ["100.128.0.0", true],
    ["172.15.255.255", true],
    ["172.31.255.255", false],
    ["172.32.0.0", true],
    ["223.255.255.255", true],
    ["224.0.0.0", false],
    ["255.255.255.255", false],
    ["2606:4700::1111", true],
    ["1fff::1", false],
    ["4000::1", false],
    ["2001:1ff::1", false],
    ["2001:200::1", true],
    ["2001:db8::1", false],
    ["2002:808:808::1", false],
    ["::ffff:8.8.8.8", false],
    ["fe80::1%eth0", false],
    ["example.org", false],
    ["", false],
  ];
  for (const [address, expected] of edges) assert.equal(isPublicAddress(address), expected, address);
});
