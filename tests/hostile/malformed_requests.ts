/** Requests and WebSocket frames that are wrong in seeded ways. */
import type { Random } from "../../core/simulator/random.ts";

export interface Target {
  port: number;
  token: string;
}

const METHODS = ["GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "HEAD", "TRACE", "CONNECT", "get", "G\0T", ""];
const PATHS = [
  "/",
  "/api/state",
  "/api/halt",
  "/api/arm",
  "/api/rounds?limit=99999999999999999999",
  "/api/bets?beforeId=-1&table=%00",
  "/api/plugins/%2e%2e%2f/approve",
  "/api/plugins/__proto__/settings",
  "/live",
  "/api/%ff%fe",
  "//evil.example/",
  "/../../etc/passwd",
  "*",
  "http://evil.example/api/state",
];
const BODIES = [
  "",
  "{}",
  "{",
  "[]",
  "null",
  "1e999",
  '{"__proto__":{"minutes":1}}',
  '{"minutes":1e400}',
  '{"reason":"' + "x".repeat(20_000) + '"}',
  "[".repeat(5_000),
  '{"reason":"\ud800"}',
];

/** One malformed request, as bytes. */
export function malformedRequest({ port, token }: Target, random: Random): Uint8Array<ArrayBuffer> {
  const pick = <T>(from: readonly T[]) => random.pick(from);
  const body = pick(BODIES);
  const lines = [
    `${pick(METHODS)} ${pick(PATHS)}${random.unit() < 0.05 ? "a".repeat(70_000) : ""} HTTP/${
      pick(["1.1", "1.0", "2", "9.9", "x"])
    }`,
    `Host: ${pick([`127.0.0.1:${port}`, `127.0.0.1:${port}`, "evil.example", "", `127.0.0.1:${port}, x`])}`,
    ...(random.unit() < 0.7 ? [`Authorization: Bearer ${token}`] : []),
    ...(random.unit() < 0.6 ? ["Content-Type: application/json"] : []),
    ...(random.unit() < 0.3
      ? [pick(["Transfer-Encoding: chunked", "Content-Length: -1", "Content-Length: 99", "Expect: 100-continue"])]
      : []),
    ...(random.unit() < 0.6 ? [`Content-Length: ${new TextEncoder().encode(body).length}`] : []),
    ...(random.unit() < 0.1 ? Array.from({ length: 200 }, (_, index) => `X-${index}: ${"y".repeat(100)}`) : []),
    ...(random.unit() < 0.2
      ? [pick(["Upgrade: websocket", "Connection: Upgrade", " folded: header", "no colon", ": empty", "X: \x01\x7f"])]
      : []),
  ];
  const bytes = new TextEncoder().encode(`${lines.join(pick(["\r\n", "\r\n", "\r\n", "\n", "\r"]))}\r\n\r\n${body}`);
  for (let flips = random.unit() < 0.3 ? 1 + random.unit() * 8 : 0; flips > 0; flips--) {
    bytes[Math.floor(random.unit() * bytes.length)] = Math.floor(random.unit() * 256);
  }
  return random.unit() < 0.1 ? bytes.slice(0, Math.floor(random.unit() * bytes.length)) : bytes;
}

/** A sound upgrade, followed by bytes that are no sound WebSocket frames. */
export function malformedFrames({ port, token }: Target, random: Random): Uint8Array<ArrayBuffer> {
  const head = [
    "GET /live HTTP/1.1",
    `Host: 127.0.0.1:${port}`,
    `Authorization: Bearer ${token}`,
    "Upgrade: websocket",
    "Connection: Upgrade",
    "Sec-WebSocket-Version: 13",
    "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==",
  ].join("\r\n");
  const frames = new Uint8Array(2 + Math.floor(random.unit() * 200)).map(() => Math.floor(random.unit() * 256));
  // Half of them begin like a frame: text, masked, of a length that never comes.
  if (random.unit() < 0.5) frames.set([0x81, 0xff, 0x7f, 0xff].slice(0, frames.length));
  return new Uint8Array([...new TextEncoder().encode(`${head}\r\n\r\n`), ...frames]);
}
