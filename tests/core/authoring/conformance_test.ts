/** The conformance suite over what `plugins new` writes, and over plugins each with one thing wrong: that thing is found and named. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { CheckList, type CheckResult } from "../../../core/authoring/check_list.ts";
import { checkConformance } from "../../../core/authoring/conformance.ts";
import { writeNewPlugin } from "../../../core/authoring/new_plugin.ts";
import { PLUGIN_KINDS } from "../../../core/protocol/manifest.ts";
import { type PluginSource, PluginWorkshop } from "../cells/plugin_fixture.ts";

async function suite(folder: string, scratchDir: string): Promise<CheckResult[]> {
  const list = new CheckList(() => {});
  await checkConformance(list, { folder, settings: {}, scratchDir });
  return list.results;
}

const failed = (results: readonly CheckResult[]) => results.filter(({ ok }) => !ok).map(({ check }) => check);

const strategy = (body: string, before = ""): PluginSource => ({
  kind: "strategy",
  source: `import { defineStrategy } from "@aviator/sdk";\n${before}
    const flat = (stake: number, cashOut = 200) => ({ betAmounts: [stake], autoStops: [cashOut], currentIndex: 0 });
    export default defineStrategy({ decide(history: any, context: any) { ${body} } });\n`,
});
const collector = (handlers: string, before = ""): PluginSource => ({
  kind: "collector",
  source: `import { defineCollector } from "@aviator/sdk";\n${before}
    export default defineCollector({ create: ({ fetch }: any) => (${handlers}) as any });\n`,
});

Deno.test("checkConformance() finds nothing wrong when the plugin is what writeNewPlugin() wrote", async () => {
  await using workshop = new PluginWorkshop();
  for (const kind of PLUGIN_KINDS) {
    const { folder } = await writeNewPlugin(kind, { name: `new-${kind}`, parent: workshop.folder, dataDir: "none" });
    const results = await suite(folder, workshop.dataDir);
    assert.deepEqual(results.filter(({ ok }) => !ok), []);
    assert.ok(results.length >= 9, kind);
  }
});

const WRONG: { what: string; plugin: PluginSource; check: string; says: RegExp }[] = [
  {
    what: "a strategy counts its calls",
    plugin: strategy("return calls++ % 2 ? null : flat(context.stakeMinMinor);", "let calls = 0;"),
    check: "same history, same bet",
    says: /keep nothing between two calls/,
  },
  {
    what: "a strategy asks chance",
    plugin: strategy("return Math.random() > 2 ? flat(1) : null;"),
    check: "asks neither clock nor chance",
    says: /main\.ts:\d+ has Math\.random: the time is context\.nowMs/,
  },
  {
    what: "a strategy bets more than the table takes",
    plugin: strategy("return flat(5_000_000);"),
    check: "keeps within the table's limits",
    says: /bets 5000000 where the table takes 1000 to 1000000/,
  },
  {
    what: "a strategy changes the history",
    plugin: strategy("history.sort((a: any, b: any) => a.multiplier - b.multiplier); return null;"),
    check: "answers any history",
    says: /it changes the history or its settings/,
  },
  {
    what: "a strategy takes the last round for granted",
    plugin: strategy("return history.at(-1).multiplier > 150 ? null : flat(context.stakeMinMinor);"),
    check: "answers any history",
    says: /^0 rounds: .*undefined/,
  },
  {
    what: "a collector writes its own time",
    plugin: collector(
      `{ onPhase: (change: any) => [{ kind: "phase", ...change, atMs: Math.round(1000 * performance.now()) }] }`,
    ),
    check: "same events, same rows",
    says: /row 1 was .*, then .*: make rows of the events alone/,
  },
  {
    what: "a collector writes rows that no table has",
    plugin: collector(`{ onRound: () => [{ kind: "thought", text: "hm" }] }`),
    check: "rows that the database takes",
    says: /it broke the protocol/,
  },
  {
    what: "a collector trusts that players are read",
    plugin: collector(`{ onRound: (round: any) => { round.players.toFixed(); } }`),
    check: "strange, repeated and late events",
    says: /^a round without players: .*failed/,
  },
  {
    what: "a collector asks a host that its manifest does not name",
    plugin: collector(`{ onRound: () => { fetch("https://api.example.org/x").catch(() => {}); } }`),
    check: "asks the network for nothing else than its manifest",
    says: /it asks api\.example\.org:443, which its manifest does not name/,
  },
];

for (const { what, plugin, check, says } of WRONG) {
  Deno.test(`checkConformance() names "${check}" when ${what}`, async () => {
    await using workshop = new PluginWorkshop();
    const results = await suite(await workshop.write(plugin), workshop.dataDir);
    const found = results.find((result) => result.check === check);
    assert.equal(found?.ok, false, JSON.stringify(results));
    assert.match(found!.detail, says);
  });
}

Deno.test("checkConformance() says what is wrong with a folder that is no plugin", async () => {
  await using workshop = new PluginWorkshop();
  const missing = await suite(join(workshop.folder, "nothing-here"), workshop.dataDir);
  assert.deepEqual(failed(missing), ["manifest"]);
  assert.match(missing[0].detail, /there is no folder/);
  const broken = await suite(
    await workshop.write({ kind: "collector", source: "export default 1;", manifest: { sdk: 2 } }),
    workshop.dataDir,
  );
  assert.match(broken[0].detail, /field sdk is 2/);
  const empty = await suite(await workshop.write({ kind: "collector", source: "export default 1;" }), workshop.dataDir);
  assert.deepEqual(failed(empty), ["starts"]);
});
