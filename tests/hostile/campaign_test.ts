/**
 * Hostile plugins against a core process of its own: each is contained, and costs neither the core nor two calm plugins
 * anything. By default every payload once, several side by side, with watchdogs in a hurry; AVIATOR_HOSTILE=full runs them
 * with the watchdogs of every day, one after the other, three seeds each (about 15 minutes); AVIATOR_HOSTILE_SEEDS=1,2 takes
 * some of the seeds, AVIATOR_HOSTILE_NAMES some payloads' names, with commas between, AVIATOR_HOSTILE_PART=2/3 the second
 * third of the payloads. Both print a table: class, payload, seed, milliseconds until it was detected and
 * from its kill to its end, and the reason.
 *
 * Each guard was taken out once, alone, and a test failed:
 *
 * - any flag of `cell_command.ts`, the heap's limit, reading everywhere, the data limit: `cell_command_test.ts`
 * - the worker's permissions misspelt, one of them missing: `cell_command_test.ts`
 * - the death signal: `cell_command_test.ts`; asking for the parent's id: `orphan_test.ts` without setpriv
 * - the empty environment: `permissions_test.ts`, `cell_command_test.ts`
 * - the end of a silent plugin: `plugin_cell_test.ts`
 * - the buckets of messages and of standard error, the parser, the memory's limit, the frames' limit, answers that nobody asked
 *   for: here
 * - the bundle's hash: `bad_folders_test.ts`
 * - a pipe that is not read: `plugin_cell_test.ts`; lines a second: `said_lines_test.ts`; processors: `cpu_share_test.ts`
 */
import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { join } from "node:path";
import { busyFactor } from "../busy.ts";
import type { CampaignOptions, CoreReport, PayloadReport } from "./campaign_report.ts";
import { SILENT } from "./payload.ts";
import { PAYLOADS } from "./payloads.ts";

const FULL = Deno.env.get("AVIATOR_HOSTILE") === "full";
const SEEDS = FULL
  ? (Deno.env.get("AVIATOR_HOSTILE_SEEDS") ?? "1,2,3").split(",").map(Number)
  : [1 + Math.floor(Math.random() * 1e6)];
const BUSY = FULL ? 1 : busyFactor();
const CANARY = "canary-9b21";
/** By default four attack at once. */
const GAP_P99_MS_MAX = FULL ? 50 : 100;
const GAP_MS_MAX = FULL ? 250 : 500;
const CORE_BYTES_MAX = 200_000_000;
/** Side by side on two processors a payload takes longer to do its worst. */
const DETECTED_MS_MAX = FULL ? 2000 : 15_000;
/** Filling the memory takes its time, too. */
const FILLED_MS_MAX = FULL ? 15_000 : 30_000;
const SILENCE_MS_MAX = FULL ? 10_000 + 500 : 15_000;
const KILLED_MS_MAX = 1000;
/** One in ten may take longer, and those that fill the memory: the kernel has hundreds of megabytes to take back. */
const KILLED_P90_MS_MAX = FULL ? 50 : 400;

async function run(options: CampaignOptions): Promise<{ payloads: PayloadReport[]; core: CoreReport }> {
  const program = fileURLToPath(new URL("campaign_core.ts", import.meta.url));
  const command = new Deno.Command(Deno.execPath(), { args: ["run", "-A", program, JSON.stringify(options)] });
  const { success, stdout, stderr } = await command.output();
  assert.ok(success, new TextDecoder().decode(stderr));
  const lines = new TextDecoder().decode(stdout).trim().split("\n").map((line) => JSON.parse(line));
  return { payloads: lines.slice(0, -1) as PayloadReport[], core: lines.at(-1) as CoreReport };
}

/** The payloads that are asked for; none: all. */
function chosenNames(): string[] {
  const part = Deno.env.get("AVIATOR_HOSTILE_PART");
  if (part === undefined) return (Deno.env.get("AVIATOR_HOSTILE_NAMES") ?? "").split(",").filter((name) => name !== "");
  const [number, parts] = part.split("/").map(Number);
  assert.ok(number >= 1 && number <= parts, `Cannot take part ${part}; such as 1/3`);
  return PAYLOADS.filter((_, index) => index % parts === number - 1).map(({ name }) => name);
}

function tableOf(payloads: readonly PayloadReport[]): string {
  const shown = (ms: number | null) => (ms === null ? "" : ms.toFixed(0)).padStart(7);
  return payloads.map(({ name, kind, seed, ended, detectedMs, killedMs }) =>
    `${kind.padEnd(14)}${name.padEnd(46)}${String(seed).padStart(7)}${shown(detectedMs)}${shown(killedMs)}  ${
      ended?.slice(0, 70) ?? "lives on"
    }`
  ).join("\n");
}

function fills(kind: PayloadReport["kind"]): boolean {
  return kind === "heap" || kind === "native memory";
}

function checkPayload({ name, kind, contained, ended, said, logs, detectedMs, killedMs }: PayloadReport): void {
  assert.ok(contained, `${kind}: ${name}: ended by: ${ended}; answered: ${said}; logged: ${logs}`);
  assert.ok(!JSON.stringify([ended, said, logs]).includes(CANARY), `${name}: the canary came out`);
  const isSilent = PAYLOADS.find((payload) => payload.name === name)!.ends === SILENT ||
    /sign of life/.test(ended ?? "");
  const most = isSilent ? SILENCE_MS_MAX : fills(kind) ? FILLED_MS_MAX : DETECTED_MS_MAX;
  assert.ok((detectedMs ?? 0) <= most * BUSY, `${name}: detected after ${detectedMs} ms`);
  assert.ok((killedMs ?? 0) <= KILLED_MS_MAX * BUSY, `${name}: lived ${killedMs} ms longer than its kill`);
}

function checkKills(payloads: readonly PayloadReport[]): void {
  const sorted = payloads.flatMap(({ kind, killedMs }) => fills(kind) ? [] : killedMs ?? []).sort((a, b) => a - b);
  const p90 = sorted[Math.floor(0.9 * sorted.length)] ?? 0;
  assert.ok(p90 <= KILLED_P90_MS_MAX * BUSY, `one in ten kills took over ${p90} ms`);
}

function checkCore(core: CoreReport): void {
  const { asked, answered, delivered, rows, states, polluted, attacked, rssBefore, rssMost } = core;
  assert.deepEqual([answered, rows], [asked, delivered], "a calm plugin lost messages");
  assert.deepEqual(states, ["starting", "running", "starting", "running", "stopping", "stopped"]);
  assert.equal(polluted, false);
  const isCalm = attacked.p99 < GAP_P99_MS_MAX * BUSY && attacked.max < GAP_MS_MAX * BUSY;
  assert.ok(isCalm, `event loop: ${JSON.stringify(core)}`);
  assert.ok(rssMost - rssBefore < CORE_BYTES_MAX, `the core grew from ${rssBefore} to ${rssMost} bytes`);
}

Deno.test("Every hostile plugin is contained, and the core and two calm plugins beside it do not notice", async (test) => {
  const folder = await Deno.makeTempDir();
  await Deno.writeTextFile(join(folder, "canary.json"), JSON.stringify(CANARY));
  await Deno.writeTextFile(join(folder, "canary.js"), `postMessage("${CANARY}");`);
  let requests = 0;
  await using server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, () => {
    requests += 1;
    return new Response(CANARY);
  });
  try {
    const canary = join(folder, "canary.json"), { port } = server.addr;
    const names = chosenNames();
    const { payloads, core } = await run({
      names,
      seeds: SEEDS,
      atOnce: FULL ? 1 : 4,
      hurried: !FULL,
      busy: BUSY,
      canary,
      port,
    });
    console.log(tableOf(payloads));
    console.log(JSON.stringify(core));
    for (const payload of payloads) {
      await test.step(`contains a plugin that ${payload.name} (${payload.seed})`, () => checkPayload(payload));
    }
    await test.step("kills take effect at once", () => checkKills(payloads));
    await test.step("the core and the calm plugins did not notice", () => checkCore(core));
    assert.equal(payloads.length, SEEDS.length * (names.length || PAYLOADS.length));
    assert.equal(requests, 0, "a request reached the listener");
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("The payloads are sixty at least, in twelve classes, each under a name of its own", () => {
  assert.ok(PAYLOADS.length >= 60);
  assert.equal(new Set(PAYLOADS.map(({ kind }) => kind)).size, 12);
  assert.equal(new Set(PAYLOADS.map(({ name }) => name)).size, PAYLOADS.length);
});
