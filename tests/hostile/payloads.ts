/** Hostile plugins by class: what each does, and what the core must then say about its cell's end. */

/** A plugin whose cell must be ended. */
export interface Payload {
  name: string;
  /** runs when the strategy is asked for a decision; `frame(json)` writes a well-formed frame past the runtime */
  body: string;
  /** the reason that the core gives */
  reason: RegExp;
}

const FRAME = `
const frame = (json) => {
  const text = new TextEncoder().encode(json);
  const bytes = new Uint8Array(8 + text.length);
  new DataView(bytes.buffer).setUint32(0, 4 + text.length, true);
  new DataView(bytes.buffer).setUint32(4, text.length, true);
  bytes.set(text, 8);
  return bytes;
};
const write = (bytes) => { for (let at = 0; at < bytes.length;) at += Deno.stdout.writeSync(bytes.subarray(at)); };
`;

/** A plugin's module that does `body` once it is asked. */
export function hostileModule(body: string): string {
  return `import { defineStrategy } from "@aviator/sdk";
${FRAME}
export default defineStrategy({ async decide(history, context) { ${body} } });\n`;
}

/** Only the watchdog notices these. */
export const SILENT = /^it gave no sign of life for/;
const BROKE = /^it broke the protocol: /;

export const PAYLOADS: readonly Payload[] = [
  {
    name: "kills its own process",
    body: `Deno.kill(Deno.pid, "SIGKILL");`,
    reason: /^its process was ended by SIGKILL/,
  },
  { name: "spins", body: `while (true);`, reason: SILENT },
  { name: "spins in microtasks", body: `while (true) await null;`, reason: SILENT },
  { name: "sleeps for ever", body: `Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);`, reason: SILENT },
  { name: "ends its worker silently", body: `self.close();`, reason: SILENT },
  { name: "closes its pipe", body: `Deno.stdout.close();`, reason: /^its process ended|sign of life/ },
  {
    name: "throws where nobody catches",
    body: `setTimeout(() => { throw new Error("loose"); }); await new Promise(() => {});`,
    reason: /^its process ended with 1: .*loose/,
  },
  {
    name: "rejects where nobody catches",
    body: `Promise.reject(new Error("loose")); await new Promise(() => {});`,
    reason: /^its process ended with 1: .*loose/,
  },
  {
    name: "asks the bootstrap to exit",
    body: `postMessage("end"); await new Promise(() => {});`,
    reason: /^its process ended with 0/,
  },
  {
    name: "exhausts its heap",
    body: `const all = []; while (true) all.push(new Array(1000).fill({}));`,
    reason: /^its process (was ended by|ended with 133)|MB of memory/,
  },
  {
    name: "exhausts native memory",
    body: `const all = []; while (true) all.push(new Uint8Array(4_000_000).fill(1));`,
    reason: /MB of memory|^its process (was ended by|ended with)/,
  },
  {
    name: "exhausts native memory slowly",
    body:
      `const all = []; while (true) { all.push(new Uint8Array(4_000_000).fill(1)); await new Promise((r) => setTimeout(r, 2)); }`,
    reason: /^it uses \d+ MB of memory, 320 at most$/,
  },
  {
    name: "floods with messages",
    body: `const one = frame('{"type":"log","level":"info","message":"x"}'); while (true) write(one);`,
    reason: /^it floods: /,
  },
  {
    name: "floods with big messages",
    body:
      `const one = frame(JSON.stringify({ type: "log", level: "info", message: "x".repeat(2000) }).padEnd(200_000)); while (true) write(one);`,
    reason: /^it floods: /,
  },
  { name: "floods the log", body: `while (true) console.log("x".repeat(5000));`, reason: /^it floods: / },
  {
    name: "floods the log between heartbeats",
    body:
      `while (true) { console.log("x"); await new Promise((r) => setTimeout(r, 0)); for (let i = 0; i < 100; i++) console.log("y"); }`,
    reason: /^it floods: /,
  },
  {
    name: "floods its standard error",
    body: `const bytes = new Uint8Array(65536).fill(65); while (true) { Deno.stderr.writeSync(bytes); await null; }`,
    reason: /^it floods its standard error/,
  },
  {
    name: "writes what is no frame",
    body: `Deno.stdout.writeSync(new TextEncoder().encode("hello, world\\n"));`,
    reason: BROKE,
  },
  {
    name: "announces a frame of 4 GB",
    body: `write(Uint8Array.of(255, 255, 255, 255, 0, 0));`,
    reason: /^it broke the protocol: Cannot take a frame of 4294967295 bytes/,
  },
  {
    name: "sends a frame over its limit",
    body: `write(frame(JSON.stringify({ type: "log", level: "info", message: "x".repeat(262_144) })));`,
    reason: /^it broke the protocol: Cannot take a frame of 2\d+ bytes/,
  },
  {
    name: "sends what is no JSON",
    body: `write(frame("{type: 'ready'}"));`,
    reason: /^it broke the protocol: Cannot read message: not JSON/,
  },
  { name: "sends deeply nested JSON", body: `write(frame("[".repeat(120_000) + "]".repeat(120_000)));`, reason: BROKE },
  {
    name: "sends a deeply nested field",
    body: `write(frame('{"type":"log","level":"info","message":' + "[".repeat(120_000) + "]".repeat(120_000) + "}"));`,
    reason: BROKE,
  },
  {
    name: "sends a prototype",
    body: `write(frame('{"type":"log","level":"info","message":"x","__proto__":{"polluted":1}}'));`,
    reason: BROKE,
  },
  { name: "sends a field too many", body: `write(frame('{"type":"stopped","plugin":"another"}'));`, reason: BROKE },
  {
    name: "sends numbers that are none",
    body: `write(frame('{"type":"pong","id":1e999,"heapBytes":0,"rssBytes":0}'));`,
    reason: BROKE,
  },
  {
    name: "answers what was not asked",
    body: `write(frame('{"type":"decision","id":1000000,"decision":null}'));`,
    reason: /^it broke the protocol: Cannot take decision 1000000: it was not asked for/,
  },
  {
    name: "answers with the wrong kind",
    body: `write(frame('{"type":"pong","id":1,"heapBytes":1,"rssBytes":1}'));`,
    reason: /^it broke the protocol: Cannot take pong 1: it was not asked for/,
  },
  {
    name: "is ready twice",
    body: `write(frame('{"type":"ready"}'));`,
    reason: /^it broke the protocol: Cannot take ready/,
  },
  {
    name: "ends events that it was not sent",
    body: `write(frame('{"type":"rows","upToSeq":9007199254740991,"rows":[]}'));`,
    reason: /^it broke the protocol: Cannot end event/,
  },
  {
    name: "writes rows for events that it was not sent",
    body:
      `write(frame('{"type":"rows","upToSeq":7,"rows":[{"seq":7,"row":{"kind":"phase","table":"soccer","roundId":1,"from":"waiting","to":"flying","atMs":1}}]}'));`,
    reason: /^it broke the protocol: Cannot take row/,
  },
];
