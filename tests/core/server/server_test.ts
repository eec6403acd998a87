/** The server over real sockets: raw requests, upgrades, stuck and many pages, stopping. */
import assert from "node:assert/strict";
import { HostError } from "../../../core/protocol/errors.ts";
import type { PageMessage } from "../../../core/protocol/page.ts";
import { LIVE_CLIENTS_MAX } from "../../../core/server/live_hub.ts";
import type { PageBundle } from "../../../core/server/page_bundle.ts";
import { type RunningServer, startServer } from "../../../core/server/server.ts";
import { GeneratedHost } from "./generated_host.ts";

const bundle: PageBundle = new Map();

async function open() {
  const host = new GeneratedHost();
  const logged: string[] = [];
  const log = (level: string, message: string) => void logged.push(`${level}: ${message}`);
  const server = await startServer({ host, port: 0, bundle, log });
  return { host, server, logged };
}

/** Sends bytes as they are and returns all that comes back until the server closes or has answered. */
async function raw(port: number, request: string | Uint8Array): Promise<string> {
  using connection = await Deno.connect({ hostname: "127.0.0.1", port });
  const bytes = typeof request === "string" ? new TextEncoder().encode(request) : request;
  await connection.write(bytes).catch(() => {});
  await connection.closeWrite().catch(() => {});
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  const buffer = new Uint8Array(65_536);
  for (;;) {
    const read = await connection.read(buffer).catch(() => null);
    if (read === null) break;
    chunks.push(buffer.slice(0, read));
  }
  return await new Blob(chunks).text();
}

const upgrade = (server: RunningServer, headers: string[]) =>
  ["GET /live HTTP/1.1", "Upgrade: websocket", "Connection: Upgrade", "Sec-WebSocket-Version: 13"]
    .concat("Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==", ...headers, "", "").join("\r\n")
    .replaceAll("PORT", String(server.port)).replaceAll("TOKEN", server.token);

function statusOf(answer: string): string {
  return answer.slice(0, answer.indexOf("\r\n"));
}

Deno.test("startServer() listens on loopback with a fresh token when started", async () => {
  const first = await open();
  const second = await open();
  await using _first = first.server;
  await using _second = second.server;
  assert.match(first.server.url, /^http:\/\/127\.0\.0\.1:\d+\/\?token=[\w-]{43}$/);
  assert.notEqual(first.server.token, second.server.token);
});

Deno.test("startServer() refuses when it is told to listen beyond loopback", async () => {
  const options = { host: new GeneratedHost(), port: 0, bundle, log: () => {} };
  for (const hostname of ["0.0.0.0", "::", "192.168.1.2", "example.org"]) {
    await assert.rejects(startServer({ ...options, hostname }), RangeError);
  }
});

Deno.test("startServer() says which port when it is taken", async () => {
  const { server } = await open();
  await using _ = server;
  await assert.rejects(
    startServer({ host: new GeneratedHost(), port: server.port, bundle, log: () => {} }),
    (error) => error instanceof HostError && error.message.startsWith(`Cannot listen on port ${server.port}: `),
  );
});

Deno.test("the server refuses over a real socket when host, origin or token are wrong", async () => {
  const { server, host } = await open();
  await using _ = server;
  const ask = (lines: string[]) =>
    raw(
      server.port,
      [...lines, "Connection: close", "", ""].join("\r\n").replaceAll("PORT", `${server.port}`).replaceAll(
        "TOKEN",
        server.token,
      ),
    );
  const bearer = "Authorization: Bearer TOKEN";
  const refused = [
    ["GET /api/state HTTP/1.1", "Host: evil.example", bearer],
    ["GET /api/state HTTP/1.1", "Host: evil.example:PORT", bearer],
    ["GET http://evil.example/api/state HTTP/1.1", "Host: 127.0.0.1:PORT", bearer],
    ["GET /api/state HTTP/1.1", "Host: 127.0.0.1:PORT", "Host: evil.example", bearer],
    ["GET /api/state HTTP/1.0", bearer],
    ["GET /api/state HTTP/1.1", "Host: 127.0.0.1:PORT"],
    ["GET /metrics HTTP/1.1", "Host: evil.example"],
    ["GET /api/state HTTP/1.1", "Host: 127.0.0.1:PORT", bearer, "Origin: https://evil.example"],
  ];
  for (const lines of refused) {
    const answer = await ask(lines);
    assert.match(statusOf(answer), /^HTTP\/1\.[01] 4\d\d /, lines.join(" | "));
    assert.doesNotMatch(answer, /balkanbet/i);
  }
  assert.match(statusOf(await ask(["GET /api/state HTTP/1.1", "Host: 127.0.0.1:PORT", bearer])), / 200 /);
  assert.deepEqual(host.asked, []);
});

Deno.test("the live stream refuses to open when host, origin or token are wrong", async () => {
  const { server } = await open();
  await using _ = server;
  const good = ["Host: 127.0.0.1:PORT", "Origin: http://127.0.0.1:PORT", "Cookie: aviator_PORT=TOKEN"];
  const refused = [
    ["Host: evil.example:PORT", good[1], good[2]],
    [good[0], "Origin: http://evil.example", good[2]],
    [good[0], "Origin: null", good[2]],
    [good[0], "Origin: http://127.0.0.1:80", good[2]],
    [good[0], good[2]],
    [good[0], good[1]],
    [good[0], good[1], "Cookie: aviator_PORT=wrong"],
    [...good, "Sec-Fetch-Site: cross-site"],
    [...good, "Sec-Fetch-Site: same-site"],
  ];
  for (const headers of refused) {
    const answer = await raw(server.port, upgrade(server, headers));
    assert.match(statusOf(answer), / 4\d\d /, headers.join(" | "));
  }
  assert.match(statusOf(await raw(server.port, upgrade(server, good))), / 101 /);
});

Deno.test("the live stream sends the state and then changes when a page connects", async () => {
  const { server, host } = await open();
  await using _ = server;
  const { socket, messages } = await connect(server);
  const first = await messages.next();
  assert.equal(first.value?.type, "state");
  host.step(200);
  const second = await messages.next();
  assert.equal(second.value?.type, "tables");
  assert.equal(second.value?.seq, (first.value?.seq ?? NaN) + 1);
  await close(socket);
});

Deno.test("the live stream closes when a page speaks into it", async () => {
  const { server } = await open();
  await using _ = server;
  const { socket, messages } = await connect(server);
  await messages.next();
  const closed = new Promise<number>((resolve) => socket.onclose = (event) => resolve(event.code));
  socket.send('{"type":"halt"}');
  assert.equal(await closed, 1008);
});

Deno.test("the live stream refuses one page more when as many are open as may be", async () => {
  const { server } = await open();
  await using _ = server;
  const open_ = await Promise.all(Array.from({ length: LIVE_CLIENTS_MAX }, () => connect(server)));
  await Promise.all(open_.map(({ messages }) => messages.next()));
  const good = ["Host: 127.0.0.1:PORT", "Origin: http://127.0.0.1:PORT", "Cookie: aviator_PORT=TOKEN"];
  assert.match(statusOf(await raw(server.port, upgrade(server, good))), / 503 /);
  await Promise.all(open_.map(({ socket }) => close(socket)));
});

Deno.test("a page that stops reading is skipped when its buffer is full, and others lose nothing", async () => {
  const { server, host } = await open();
  await using _ = server;
  const good = ["Host: 127.0.0.1:PORT", "Origin: http://127.0.0.1:PORT", "Cookie: aviator_PORT=TOKEN"];
  using stuck = await Deno.connect({ hostname: "127.0.0.1", port: server.port });
  await stuck.write(new TextEncoder().encode(upgrade(server, good)));
  const { socket, messages } = await connect(server);
  let seq = (await messages.next()).value?.seq ?? NaN;
  host.stateOf.tables[0].trouble = "x".repeat(1_000_000);
  let skipped = 0;
  for (let round = 0; round < 100 && skipped === 0; round++) {
    host.step(200);
    const { value } = await messages.next();
    assert.equal(value?.seq, ++seq);
    const metrics = await (await fetch(`http://127.0.0.1:${server.port}/metrics`)).text();
    skipped = Number(metrics.match(/^aviator_live_skipped_total (\d+)$/m)?.[1]);
  }
  assert.ok(skipped > 0, "the stuck page was never skipped");
  await close(socket);
});

Deno.test("the server stays up and tells nothing when the input is garbage", async () => {
  const { server, logged } = await open();
  await using _ = server;
  const head = `Host: 127.0.0.1:${server.port}\r\nAuthorization: Bearer ${server.token}\r\n`;
  const json = `${head}Content-Type: application/json\r\n`;
  const inputs: (string | Uint8Array)[] = [
    "\r\n\r\n",
    "GET\r\n\r\n",
    "GET / HTTP/9.9\r\n\r\n",
    `TRACE / HTTP/1.1\r\n${head}\r\n`,
    `CONNECT evil.example:443 HTTP/1.1\r\n${head}\r\n`,
    `GET /%ff%fe%00 HTTP/1.1\r\n${head}\r\n`,
    `GET /api/plugins/%E0%A4%A/enable HTTP/1.1\r\n${head}\r\n`,
    `GET /../../etc/passwd HTTP/1.1\r\n${head}\r\n`,
    `GET //evil.example/ HTTP/1.1\r\n${head}\r\n`,
    `GET /${"a".repeat(100_000)} HTTP/1.1\r\n${head}\r\n`,
    `GET / HTTP/1.1\r\n${head}${"X: y\r\n".repeat(5_000)}\r\n`,
    `POST /api/halt HTTP/1.1\r\n${json}Content-Length: 5\r\n\r\n{"a`,
    `POST /api/halt HTTP/1.1\r\n${json}Content-Length: -1\r\n\r\n{}`,
    `POST /api/halt HTTP/1.1\r\n${json}Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n{}`,
    `POST /api/halt HTTP/1.1\r\n${json}Transfer-Encoding: chunked\r\n\r\n${"4000\r\n" + " ".repeat(0x4000) + "\r\n"}`
      .repeat(3),
    `GET /live HTTP/1.1\r\n${head}Upgrade: websocket\r\n\r\n`,
    `GET /live HTTP/1.1\r\n${head}Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: x\r\n\r\n`,
    crypto.getRandomValues(new Uint8Array(4_096)),
  ];
  for (const input of inputs) {
    const answer = await raw(server.port, input);
    assert.doesNotMatch(answer, /\bat .*\.ts:\d+|node_modules|\/core\//, String(input).slice(0, 60));
  }
  const response = await fetch(`http://127.0.0.1:${server.port}/health`);
  assert.equal(response.status, 200);
  await response.body?.cancel();
  assert.ok(logged.length < inputs.length);
});

Deno.test("stopping ends every page's line and frees the port when pages are open", async () => {
  const { server, host } = await open();
  const { socket, messages } = await connect(server);
  await messages.next();
  const closed = new Promise<number>((resolve) => socket.onclose = (event) => resolve(event.code));
  await server[Symbol.asyncDispose]();
  assert.equal(await closed, 1001);
  assert.equal(host.listeners, 0);
  await assert.rejects(fetch(`http://127.0.0.1:${server.port}/health`));
});

interface Page {
  socket: WebSocket;
  messages: AsyncGenerator<PageMessage>;
}

function connect(server: RunningServer): Promise<Page> {
  // The browser's types know no headers here; the runtime does.
  const options: unknown = { headers: { authorization: `Bearer ${server.token}` } };
  const socket = new WebSocket(`ws://127.0.0.1:${server.port}/live`, options as string[]);
  const { readable, writable } = new TransformStream<PageMessage, PageMessage>();
  const writer = writable.getWriter();
  socket.onmessage = (event) => void writer.write(JSON.parse(event.data));
  return new Promise((resolve, reject) => {
    socket.onopen = () =>
      resolve({ socket, messages: readable[Symbol.asyncIterator]() as AsyncGenerator<PageMessage> });
    socket.onerror = (event) => reject(new Error((event as ErrorEvent).message));
  });
}

function close(socket: WebSocket): Promise<void> {
  return new Promise((resolve) => {
    socket.onclose = () => resolve();
    socket.close();
  });
}
