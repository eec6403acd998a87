/** The supervisor over real child processes that play the core. */
import { deepEqual, equal, match } from "node:assert/strict";
import { join } from "node:path";
import type { CoreSettings } from "../../../core/ops/core_settings.ts";
import { SAME_REQUEST_MS, StopRequests, supervise } from "../../../core/ops/supervisor.ts";

const SETTINGS: CoreSettings = {
  dataDir: "data",
  projectDir: ".",
  denoDir: "",
  configFile: null,
  port: 0,
  token: "a token of at least twenty letters",
  seed: 1,
  speed: 1,
  worldStartMs: 0,
  crashes: 0,
  safeMode: false,
};

/** Tells what it was started with, then does what the test wants of it. */
const CORE = `
const lines = Deno.stdin.readable.pipeThrough(new TextDecoderStream()).getReader();
const settings = JSON.parse((await lines.read()).value.split("\\n")[0]);
console.log("page: http://127.0.0.1:4711/?token=x");
console.log(JSON.stringify({ crashes: settings.crashes, safeMode: settings.safeMode, port: settings.port }));
`;

interface RunOptions {
  stop?: StopRequests;
  until?: number;
  os?: typeof Deno.build.os;
}

async function run(ending: string, { stop = new StopRequests(), until = 1, os }: RunOptions = {}) {
  const dir = await Deno.makeTempDir({ prefix: "aviator-supervisor-" });
  const file = join(dir, "core.js");
  await Deno.writeTextFile(file, CORE + ending);
  const lines: string[] = [], troubles: string[] = [];
  const status = await supervise({
    settings: SETTINGS,
    args: ["run", "--no-config", "-A", file],
    onLine: (line) => {
      lines.push(line);
      if (lines.filter((said) => said.startsWith("{")).length >= until && line.startsWith("{")) stop.add();
    },
    onTrouble: (message) => troubles.push(message),
    os,
  }, stop);
  await Deno.remove(dir, { recursive: true });
  return {
    status,
    starts: lines.filter((line) => line.startsWith("{")).map((line) => JSON.parse(line)),
    lines,
    troubles,
  };
}

Deno.test("supervise() starts a crashing core again, on the same port, and after three crashes in safe mode", async () => {
  const { starts, troubles } = await run("if (!settings.safeMode) Deno.exit(1); await lines.read();", { until: 4 });
  deepEqual(starts, [
    { crashes: 0, safeMode: false, port: 0 },
    { crashes: 1, safeMode: false, port: 4711 },
    { crashes: 2, safeMode: false, port: 4711 },
    { crashes: 3, safeMode: true, port: 4711 },
  ]);
  equal(troubles.length, 3);
  match(troubles[2], /safe mode: page on, plugins and bets off/);
});

Deno.test("supervise() does not start a core again that ended well or cannot use its configuration", async () => {
  for (const code of [0, 2]) {
    const { status, starts } = await run(`Deno.exit(${code});`, { until: 99 });
    equal(status, code);
    equal(starts.length, 1);
  }
});

Deno.test("supervise() passes a request to stop on as a signal and gives the core's own status", async () => {
  const { status, lines } = await run(
    `Deno.addSignalListener("SIGTERM", () => { console.log("asked"); Deno.exit(0); }); setInterval(() => {}, 1000);
     console.log("{}");`,
    { until: 2 },
  );
  equal(status, 0);
  equal(lines.at(-1), "asked");
});

Deno.test("supervise() asks a core on Windows by its pipe's end, where a signal would kill it", async () => {
  const { status, lines } = await run(
    `Deno.addSignalListener("SIGTERM", () => { console.log("signalled"); Deno.exit(1); });
     while (!(await lines.read()).done);
     console.log("asked");
     Deno.exit(0);`,
    { os: "windows" },
  );
  equal(status, 0);
  equal(lines.at(-1), "asked");
});

Deno.test("supervise() kills a core on Windows that was asked twice", async () => {
  // Each of its lines asks; the second comes late enough to be a request of its own.
  const { lines } = await run(
    `while (!(await lines.read()).done);
     setTimeout(() => console.log("{}"), ${1.2 * SAME_REQUEST_MS});
     setInterval(() => {}, 1000);`,
    { os: "windows" },
  );
  equal(lines.at(-1), "{}");
});

Deno.test("StopRequests takes signals that come together as one request, and a later one as the second", () => {
  const stop = new StopRequests();
  let heard = 0;
  stop.listen(() => heard += 1);
  for (const atMs of [5_000, 5_001, 5_000 + SAME_REQUEST_MS - 1]) stop.add(atMs);
  deepEqual([stop.count, heard], [1, 1]);
  stop.add(5_000 + SAME_REQUEST_MS);
  deepEqual([stop.count, heard], [2, 2]);
});

Deno.test("supervise() tells a core what the processes use that it names", async () => {
  const { lines } = await run(
    `console.log("\\u001e" + JSON.stringify({ pids: [Deno.pid, 999999999] }));
     const [usage] = JSON.parse((await lines.read()).value.split("\\n")[0]);
     console.log(JSON.stringify({ own: usage.pid === Deno.pid, big: usage.rssBytes > 1e6 }));
     await lines.read();`,
    { until: 2 },
  );
  equal(lines.at(-1), '{"own":true,"big":true}');
  equal(lines.some((line) => line.includes("pids")), false, "control lines are not for people");
});

Deno.test("supervise() starts a core again that ended for a restart, on the same port and without counting a crash", async () => {
  const ending = "if (!settings.restarts) Deno.exit(75); await lines.read();";
  const { status, starts, troubles } = await run(ending, { until: 2 });
  deepEqual(starts, [
    { crashes: 0, safeMode: false, port: 0 },
    { crashes: 0, safeMode: false, port: 4711 },
  ]);
  deepEqual(troubles, []);
  equal(typeof status, "number");
});
