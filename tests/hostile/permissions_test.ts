/** Everything that a plugin might try without a grant, in a real cell: it fails, and no canary comes out. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { PluginWorkshop, question } from "../core/cells/plugin_fixture.ts";
import { hostileModule } from "./payloads.ts";
import { PROBES } from "./probes.ts";

const CANARY = "canary-7f3a";

/** Evaluates all probes in one plugin; its failure message is the only way out that it has. */
function probingModule(canaryFile: string, port: number): string {
  const probes = Object.entries(PROBES).map(([name, probe]) => `${JSON.stringify(name)}: async () => await ${probe}`);
  return hostileModule(`
    // The store refuses dynamic imports that it can see.
    const load = (0, eval)("(what, options) => im" + "port(what, options)");
    const canary = ${JSON.stringify(canaryFile)}, port = ${port};
    const probe = { ${probes.join(",\n")} }[context.table];
    const outcome = await probe().then((value) => "DONE " + Deno.inspect(value), (error) => "failed: " + error);
    throw new Error("OUTCOME " + outcome.slice(0, 300));
  `);
}

Deno.test("A plugin gets nothing that it was not granted, whatever it tries", async (test) => {
  await using workshop = new PluginWorkshop();
  const canaryFile = join(workshop.folder, "canary.json");
  await Deno.writeTextFile(canaryFile, JSON.stringify(CANARY));
  await Deno.writeTextFile(join(workshop.folder, "canary.js"), `postMessage("${CANARY}");`);
  let requests = 0;
  await using server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, () => {
    requests += 1;
    return new Response(CANARY);
  });
  const source = probingModule(canaryFile, server.addr.port);
  await using cell = await workshop.start({ kind: "strategy", source }, { timings: { decideMs: 5000 } });
  for (const name of Object.keys(PROBES)) {
    await test.step(name, async () => {
      const said = await cell.plugin.decide(question(name)).then(() => "no answer", (error) => String(error));
      assert.match(said, /OUTCOME failed: /);
      assert.ok(!said.includes(CANARY), said);
    });
  }
  assert.equal(requests, 0, "a request reached the listener");
  assert.deepEqual(cell.states, ["starting", "running"]);
});
