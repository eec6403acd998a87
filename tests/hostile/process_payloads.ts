/** Plugins that end, spin, eat memory, flood, or misuse their streams: by class. */
import { BROKE, type EndedPayload, HEAP, SILENT } from "./payload.ts";

export const PROCESS_PAYLOADS: readonly EndedPayload[] = [
  {
    name: "kills its own process",
    kind: "self-kill",
    body: `Deno.kill(Deno.pid, "SIGKILL");`,
    ends: /^its process was ended by SIGKILL/,
  },
  { name: "spins", kind: "spin", body: `while (true);`, ends: SILENT },
  { name: "spins in microtasks", kind: "spin", body: `while (true) await null;`, ends: SILENT },
  {
    name: "sleeps for ever",
    kind: "spin",
    body: `Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);`,
    ends: SILENT,
  },
  { name: "ends its worker silently", kind: "silent end", body: `self.close();`, ends: SILENT },
  {
    name: "closes its pipe",
    kind: "silent end",
    body: `Deno.stdout.close();`,
    ends: /^its process ended|sign of life/,
  },
  {
    name: "throws where nobody catches",
    kind: "throw",
    body: `setTimeout(() => { throw new Error("loose"); }); await new Promise(() => {});`,
    ends: /^its process ended with 1: .*loose/,
  },
  {
    name: "rejects where nobody catches",
    kind: "throw",
    body: `Promise.reject(new Error("loose")); await new Promise(() => {});`,
    ends: /^its process ended with 1: .*loose/,
  },
  {
    name: "asks the bootstrap to exit",
    kind: "silent end",
    body: `postMessage("end"); await new Promise(() => {});`,
    ends: /^its process ended with 0/,
  },
  {
    name: "exhausts its heap",
    kind: "heap",
    body: `const all = []; while (true) all.push(new Array(1000).fill({}));`,
    ends: /^its process (was ended by|ended with 133)|MB of memory/,
  },
  {
    name: "exhausts native memory",
    kind: "native memory",
    body: `const all = []; while (true) all.push(new Uint8Array(4_000_000).fill(1));`,
    ends: /MB of memory|^its process (was ended by|ended with)/,
  },
  {
    name: "exhausts native memory slowly",
    kind: "native memory",
    body:
      `const all = []; while (true) { all.push(new Uint8Array(4_000_000).fill(1)); await new Promise((r) => setTimeout(r, 2)); }`,
    ends: /^it uses \d+ MB of memory, 320 at most$/,
  },
  {
    name: "floods with messages",
    kind: "flood",
    body: `const one = frame('{"type":"log","level":"info","message":"x"}'); while (true) write(one);`,
    ends: /^it floods: /,
  },
  {
    name: "floods with big messages",
    kind: "flood",
    body:
      `const one = frame(JSON.stringify({ type: "log", level: "info", message: "x".repeat(2000) }).padEnd(200_000)); while (true) write(one);`,
    ends: /^it floods: /,
  },
  { name: "floods the log", kind: "flood", body: `while (true) console.log("x".repeat(5000));`, ends: /^it floods: / },
  {
    name: "floods the log between heartbeats",
    kind: "flood",
    body:
      `while (true) { console.log("x"); await new Promise((r) => setTimeout(r, 0)); for (let i = 0; i < 100; i++) console.log("y"); }`,
    ends: /^it floods: /,
  },
  {
    name: "floods its standard error",
    kind: "flood",
    body: `const bytes = new Uint8Array(65536).fill(65); while (true) { Deno.stderr.writeSync(bytes); await null; }`,
    ends: /^it floods its standard error/,
  },
  {
    name: "aborts",
    kind: "self-kill",
    body: `Deno.kill(Deno.pid, "SIGABRT"); await never;`,
    ends: /^its process was ended by SIGABRT/,
  },
  {
    name: "quits",
    kind: "self-kill",
    body: `Deno.kill(Deno.pid, "SIGQUIT"); await never;`,
    ends: /^its process was ended by SIGQUIT/,
  },
  { name: "freezes itself", kind: "self-kill", body: `Deno.kill(Deno.pid, "SIGSTOP"); await never;`, ends: SILENT },
  {
    name: "asks itself to terminate",
    kind: "self-kill",
    body: `Deno.kill(Deno.pid, "SIGTERM"); await never;`,
    ends: /^its process was ended by SIGTERM/,
  },
  { name: "exits", kind: "silent end", body: `Deno.exit(0);`, ends: SILENT },
  {
    name: "exits by Node",
    kind: "silent end",
    body: `process.exit(0);`,
    ends: SILENT,
  },
  {
    name: "throws nothing where nobody catches",
    kind: "throw",
    body: `setTimeout(() => { throw null; }); await never;`,
    ends: /^its process ended with 1/,
  },
  {
    name: "throws a megabyte",
    kind: "throw",
    body: `setTimeout(() => { throw new Error("x".repeat(size(1_000_000))); }); await never;`,
    ends: /^its process ended with 1: .{1,300}$|^it floods its standard error/,
  },
  {
    name: "throws what spins when shown",
    kind: "throw",
    body:
      `setTimeout(() => { throw { get message() { while (true); }, toString() { while (true); } }; }); await never;`,
    ends: /^its process ended with 1|sign of life/,
  },
  { name: "spins in a regular expression", kind: "spin", body: `/^(a+)+$/.test("a".repeat(60) + "!");`, ends: SILENT },
  {
    name: "spins in WebAssembly",
    kind: "spin",
    body:
      `new WebAssembly.Instance(new WebAssembly.Module(Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0, 1, 4, 1, 96, 0, 0, 3, 2, 1, 0, 7, 5, 1, 1, 102, 0, 0, 10, 9, 1, 7, 0, 3, 64, 12, 0, 11, 11))).exports.f();`,
    ends: SILENT,
  },
  {
    name: "exhausts its heap with strings",
    kind: "heap",
    body: `const all = []; while (true) all.push(String(all.length).repeat(size(2000)).toUpperCase());`,
    ends: HEAP,
  },
  {
    name: "exhausts its heap with promises",
    kind: "heap",
    body: `const all = new Map(); while (true) all.set(all.size, Promise.withResolvers());`,
    ends: HEAP,
  },
  {
    name: "exhausts memory of WebAssembly",
    kind: "native memory",
    body:
      `const memory = new WebAssembly.Memory({ initial: 1 }); for (;;) { const at = memory.buffer.byteLength; memory.grow(160); new Uint8Array(memory.buffer).fill(1, at); await pause(5); }`,
    ends: HEAP,
  },
  {
    name: "exhausts shared memory",
    kind: "native memory",
    body:
      `const all = []; for (;;) { const one = new Uint8Array(new SharedArrayBuffer(size(8_000_000))); all.push(one.fill(1)); await pause(5); }`,
    ends: HEAP,
  },
  {
    name: "floods with requests",
    kind: "flood",
    body:
      `for (;;) { for (let i = 0; i < 200; i++) void fetch("http://127.0.0.1:" + port).catch(() => {}); await pause(1); }`,
    ends: /^it floods: /,
  },
  {
    name: "writes to its pipe by Node",
    kind: "stream",
    body: `(await load("node:" + "fs")).writeSync(1, "hello, world\\n"); await never;`,
    ends: BROKE,
  },
  {
    name: "reads its pipe itself",
    kind: "stream",
    body: `const bytes = new Uint8Array(65536); for (;;) Deno.stdin.readSync(bytes);`,
    ends: SILENT,
  },
  {
    name: "swallows signals and spins",
    kind: "stream",
    body: `for (const name of ["SIGTERM", "SIGINT", "SIGHUP"]) Deno.addSignalListener(name, () => {}); while (true);`,
    ends: SILENT,
  },
  {
    name: "says that it has stopped, and spins",
    kind: "stream",
    body: `write(frame('{"type":"stopped"}')); while (true);`,
    ends: SILENT,
  },
];
