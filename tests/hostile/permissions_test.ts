/**
 * The permission matrix: everything that a plugin of each kind might try without a grant, in real cells, compared with a golden
 * file. Canaries lie in a file, in the environment and behind a loopback port: no byte of them comes out.
 * AVIATOR_GOLDEN=write writes `permissions_golden.json` anew: read what changed before you keep it.
 */
import assert from "node:assert/strict";
import { join } from "node:path";
import type { PluginKind } from "../../core/protocol/manifest.ts";
import {
  makeReading,
  PluginWorkshop,
  question,
  readingEvent,
  type RecordedCell,
} from "../core/cells/plugin_fixture.ts";
import { IMPORT_PROBES, PROBES } from "./probes.ts";

const CANARY = "canary-7f3a";
const CANARY_FILES = ["canary.json", "canary.js", "canary.wasm"];
const GOLDEN_FILE = join(import.meta.dirname!, "permissions_golden.json");
const ALL = { ...PROBES, ...IMPORT_PROBES };
const NAMES = Object.keys(ALL);
/** Each in a cell of its own: a cell's memory has room for few workers, those that have just ended included. */
const ALONE = NAMES.filter((name) => /worker|thread/.test(name));
const CELLS = [NAMES.filter((name) => !ALONE.includes(name)), ...ALONE.map((name) => [name])];

/** How each kind is asked to run the probe at an index, and where its outcome comes out. */
const KINDS: Record<PluginKind, { definition: string; ask: (cell: RecordedCell, index: number) => Promise<string> }> = {
  strategy: {
    definition: `import { defineStrategy } from "@aviator/sdk";
      export default defineStrategy({ decide: (history, { nowMs }) => run(nowMs) });`,
    ask: ({ plugin }, index) => plugin.decide({ ...question(), nowMs: index }).then(() => "no answer", String),
  },
  bookmaker: {
    definition: `import { defineBookmaker } from "@aviator/sdk";
      export default defineBookmaker({ create: () => ({ read: ({ tick }) => run(tick) }) });`,
    ask: ({ plugin }, index) =>
      plugin.readFrame({ table: "tested", tick: index, takenAtMs: 1 }, new Map()).then(() => "no answer", String),
  },
  collector: {
    definition: `import { defineCollector } from "@aviator/sdk";
      const rowOf = (table) => ({ kind: "phase", table, roundId: null, from: "waiting", to: "flying", atMs: 1 });
      const rowsOf = ({ message }) => message.match(/.{1,60}/gs).map(rowOf);
      export default defineCollector({ create: () => ({ onReading: ({ tick }) => run(tick).catch(rowsOf) }) });`,
    ask: async (cell, index) => {
      const before = cell.rows.length;
      cell.plugin.deliver([readingEvent(index + 1, makeReading({ tick: index }))]);
      await cell.until(() => cell.rows.length > before);
      return cell.rows.slice(before).map(({ row }) => row.table).join("");
    },
  },
};

/** Evaluates one probe at a time; its failure message is the only way out that it has. */
function probingModule(kind: PluginKind, { canary, port }: { canary: string; port: number }): string {
  return `
    // The store refuses dynamic imports that it can see.
    const load = (0, eval)("(what, options) => im" + "port(what, options)");
    const canary = ${JSON.stringify(canary)}, port = ${port};
    const probes = [${Object.values(ALL).map((probe) => `async () => await ${probe}`).join(",\n")}];
    const run = async (index) => {
      const outcome = await probes[index]().then((value) => "DONE " + Deno.inspect(value), (error) => "failed: " + error);
      throw new Error("OUTCOME " + outcome.slice(0, 300));
    };
    ${KINDS[kind].definition}`;
}

/** The kind of failure, without what differs from run to run. */
function briefly(said: string): string {
  const outcome = /OUTCOME (failed: (?:\w+: )?(?:\w+Error|\w+)|DONE)/.exec(said)?.[1];
  return outcome ?? `nothing: ${said.slice(0, 100)}`;
}

/** All text under a folder but for the canaries' own files. */
async function textUnder(folder: string): Promise<string> {
  let text = "";
  for await (const { name, isDirectory, isFile } of Deno.readDir(folder)) {
    const path = join(folder, name);
    if (isDirectory) text += await textUnder(path);
    if (isFile && !CANARY_FILES.includes(name)) text += await Deno.readTextFile(path);
  }
  return text;
}

async function outcomesOf(kind: PluginKind): Promise<Record<string, string>> {
  await using workshop = new PluginWorkshop();
  const canary = join(workshop.folder, "canary.json");
  await Deno.writeTextFile(canary, JSON.stringify(CANARY));
  await Deno.writeTextFile(join(workshop.folder, "canary.js"), `postMessage("${CANARY}"); export default "${CANARY}";`);
  await Deno.writeFile(join(workshop.folder, "canary.wasm"), Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0));
  let requests = 0;
  await using server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, () => {
    requests += 1;
    return new Response(CANARY);
  });
  const source = probingModule(kind, { canary, port: server.addr.port });
  const outcomes: Record<string, string> = {};
  for (const names of CELLS) {
    await using cell = await workshop.start({ kind, source }, {
      timings: { decideMs: 5000, readMs: 5000, restartDelaysMs: [] },
    });
    for (const name of names) {
      const said = await KINDS[kind].ask(cell, NAMES.indexOf(name));
      assert.ok(!said.includes(CANARY), `${name}: ${said}`);
      outcomes[name] = briefly(said);
    }
    assert.deepEqual(cell.states, ["starting", "running"], cell.views.at(-1)?.reason);
    assert.ok(!JSON.stringify([cell.logs, cell.views, cell.rows]).includes(CANARY));
  }
  assert.equal(requests, 0, "a request reached the listener");
  assert.ok(!(await textUnder(workshop.folder)).includes(CANARY), "the canary is on the disk");
  return outcomes;
}

for (const kind of Object.keys(KINDS) as PluginKind[]) {
  Deno.test(`A ${kind} gets nothing that it was not granted, whatever it tries`, async () => {
    Deno.env.set("AVIATOR_CANARY", CANARY);
    const outcomes = await outcomesOf(kind).finally(() => Deno.env.delete("AVIATOR_CANARY"));
    if (Deno.env.get("AVIATOR_GOLDEN") === "write") {
      await Deno.writeTextFile(GOLDEN_FILE, `${JSON.stringify(outcomes, null, 2)}\n`);
    }
    for (const name of Object.keys(PROBES)) assert.match(outcomes[name], /^failed: /, name);
    assert.deepEqual(outcomes, JSON.parse(await Deno.readTextFile(GOLDEN_FILE)));
  });
}

Deno.test("The matrix has forty attempts at least, and twenty-five imports", () => {
  assert.ok(Object.keys(PROBES).length >= 40);
  assert.ok(Object.keys(IMPORT_PROBES).length >= 25);
});

Deno.test({
  name: "A cell's process has neither an open file nor a variable of its core's",
  ignore: Deno.build.os !== "linux",
  fn: async () => {
    await using workshop = new PluginWorkshop();
    const secret = join(workshop.folder, "secret.txt");
    using _file = await Deno.create(secret);
    using _listener = Deno.listen({ port: 0, hostname: "127.0.0.1" });
    Deno.env.set("AVIATOR_CANARY", CANARY);
    await using cell = await workshop.start({
      kind: "strategy",
      source: `import { defineStrategy } from "@aviator/sdk"; export default defineStrategy({ decide: () => null });`,
    }).finally(() => Deno.env.delete("AVIATOR_CANARY"));
    const folder = `/proc/${cell.plugin.pid}/fd`;
    const names = (await Array.fromAsync(Deno.readDir(folder))).map(({ name }) => name);
    const links = await Promise.all(names.map((name) => Deno.readLink(`${folder}/${name}`).catch(() => "")));
    assert.ok(!links.includes(secret), links.join());
    assert.ok(!(await Deno.readTextFile(`/proc/${cell.plugin.pid}/environ`)).includes(CANARY));
  },
});
