/** Plugins that send what they may not: no frames, too big, nested, laden with prototypes, forged. */
import { BROKE, type EndedPayload } from "./payload.ts";

export const MESSAGE_PAYLOADS: readonly EndedPayload[] = [
  {
    name: "writes what is no frame",
    kind: "message",
    body: `Deno.stdout.writeSync(new TextEncoder().encode("hello, world\\n"));`,
    ends: BROKE,
  },
  {
    name: "announces a frame of 4 GB",
    kind: "message",
    body: `write(Uint8Array.of(255, 255, 255, 255, 0, 0));`,
    ends: /^it broke the protocol: Cannot take a frame of 4294967295 bytes/,
  },
  {
    name: "sends a frame over its limit",
    kind: "message",
    body: `write(frame(JSON.stringify({ type: "log", level: "info", message: "x".repeat(262_144) })));`,
    ends: /^it broke the protocol: Cannot take a frame of 2\d+ bytes/,
  },
  {
    name: "sends what is no JSON",
    kind: "message",
    body: `write(frame("{type: 'ready'}"));`,
    ends: /^it broke the protocol: Cannot read message: not JSON/,
  },
  {
    name: "sends deeply nested JSON",
    kind: "message",
    body: `write(frame("[".repeat(120_000) + "]".repeat(120_000)));`,
    ends: BROKE,
  },
  {
    name: "sends a deeply nested field",
    kind: "message",
    body: `write(frame('{"type":"log","level":"info","message":' + "[".repeat(120_000) + "]".repeat(120_000) + "}"));`,
    ends: BROKE,
  },
  {
    name: "sends a prototype",
    kind: "message",
    body: `write(frame('{"type":"log","level":"info","message":"x","__proto__":{"polluted":1}}'));`,
    ends: BROKE,
  },
  {
    name: "sends a field too many",
    kind: "message",
    body: `write(frame('{"type":"stopped","plugin":"another"}'));`,
    ends: BROKE,
  },
  {
    name: "sends numbers that are none",
    kind: "message",
    body: `write(frame('{"type":"pong","id":1e999,"heapBytes":0,"rssBytes":0}'));`,
    ends: BROKE,
  },
  {
    name: "answers what was not asked",
    kind: "message",
    body: `write(frame('{"type":"decision","id":1000000,"decision":null}'));`,
    ends: /^it broke the protocol: Cannot take decision 1000000: it was not asked for/,
  },
  {
    name: "answers with the wrong kind",
    kind: "message",
    body: `write(frame('{"type":"pong","id":1,"heapBytes":1,"rssBytes":1}'));`,
    ends: /^it broke the protocol: Cannot take pong 1: it was not asked for/,
  },
  {
    name: "is ready twice",
    kind: "message",
    body: `write(frame('{"type":"ready"}'));`,
    ends: /^it broke the protocol: Cannot take ready/,
  },
  {
    name: "ends events that it was not sent",
    kind: "message",
    body: `write(frame('{"type":"rows","upToSeq":9007199254740991,"rows":[]}'));`,
    ends: /^it broke the protocol: Cannot end event/,
  },
  {
    name: "writes rows for events that it was not sent",
    kind: "message",
    body:
      `write(frame('{"type":"rows","upToSeq":7,"rows":[{"seq":7,"row":{"kind":"phase","table":"soccer","roundId":1,"from":"waiting","to":"flying","atMs":1}}]}'));`,
    ends: /^it broke the protocol: Cannot take row/,
  },
  {
    name: "sends an empty frame",
    kind: "message",
    body: `write(Uint8Array.of(0, 0, 0, 0)); await never;`,
    ends: BROKE,
  },
  {
    name: "sends a frame shorter than its head",
    kind: "message",
    body: `write(Uint8Array.of(3, 0, 0, 0, 1, 2, 3)); await never;`,
    ends: BROKE,
  },
  {
    name: "announces JSON past its frame",
    kind: "message",
    body: `write(Uint8Array.of(8, 0, 0, 0, 255, 255, 255, 127, 1, 2, 3, 4)); await never;`,
    ends: BROKE,
  },
  {
    name: "sends half a frame and goes on",
    kind: "message",
    body:
      `write(frame('{"type":"log","level":"info","message":"x"}').subarray(0, size(16))); console.log("y".repeat(200)); await never;`,
    ends: BROKE,
  },
  {
    name: "sends what is no UTF-8",
    kind: "message",
    body: `const bytes = frame('{"type":"stopped"} '); bytes[bytes.length - 1] = 255; write(bytes); await never;`,
    ends: BROKE,
  },
  {
    name: "sends random bytes in a frame",
    kind: "message",
    body:
      `const bytes = frame("x".repeat(size(1000))); for (let at = 8; at < bytes.length; at++) bytes[at] = 256 * random(); write(bytes); await never;`,
    ends: BROKE,
  },
  { name: "sends nothing in a frame", kind: "message", body: `write(frame("")); await never;`, ends: BROKE },
  { name: "sends null", kind: "message", body: `write(frame("null")); await never;`, ends: BROKE },
  {
    name: "sends one field twice",
    kind: "message",
    body: `write(frame('{"type":"stopped","type":"reading","id":1}')); await never;`,
    ends: BROKE,
  },
  {
    name: "sends a negative id",
    kind: "message",
    body: `write(frame('{"type":"decision","id":-1,"decision":null}')); await never;`,
    ends: BROKE,
  },
  {
    name: "sends a hundred thousand fields",
    kind: "message",
    body:
      `write(frame('{"type":"stopped",' + Array.from({ length: 20_000 }, (_, at) => '"k' + at + '":1').join() + "}")); await never;`,
    ends: BROKE,
  },
  {
    name: "logs one character too many",
    kind: "message",
    body: `write(frame(JSON.stringify({ type: "log", level: "info", message: "x".repeat(2001) }))); await never;`,
    ends: BROKE,
  },
  {
    name: "hides a prototype in a row",
    kind: "message",
    body:
      `write(frame('{"type":"rows","upToSeq":0,"rows":[{"seq":0,"row":{"kind":"phase","__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}}]}')); await never;`,
    ends: BROKE,
  },
  {
    name: "stakes what is no number",
    kind: "message",
    body:
      `write(frame('{"type":"decision","id":1,"decision":{"betAmounts":[1e400],"autoStops":[200],"currentIndex":0}}')); await never;`,
    ends: BROKE,
  },
];
