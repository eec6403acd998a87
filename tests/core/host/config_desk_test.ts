/** The configuration changed on the page, in real files: what is kept, what is refused, what is put to work at once. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { ConfigDesk } from "../../../core/host/config_desk.ts";
import { type Config, loadConfig } from "../../../core/ops/config.ts";
import { CHANGEABLE, CHANGES_FILE } from "../../../core/ops/config_changes.ts";
import { draftOf, fieldsOf, readDraft } from "../../../ui/schema_fields.ts";

const TOKEN = "desk-one.secret-secret-secret-secret";
const FILE = {
  tickMs: 250,
  limits: { dailyLossMinor: 100_000 },
  forwarding: { url: "https://collector.example.org", token: TOKEN },
  deadMan: { url: "https://hc.example.org/secret-secret" },
  settings: { notifier: { telegramToken: TOKEN } },
};

class Bench implements Disposable {
  readonly dataDir = Deno.makeTempDirSync({ prefix: "aviator-config-" });
  readonly file = join(this.dataDir, "own.json");
  readonly changesFile = join(this.dataDir, CHANGES_FILE);
  readonly applied: Config[] = [];
  readonly restarts: string[] = [];
  readonly logs: string[] = [];

  async open(written: unknown = FILE): Promise<ConfigDesk> {
    await Deno.writeTextFile(this.file, JSON.stringify(written));
    return new ConfigDesk({
      ...{ dataDir: this.dataDir, configFile: this.file, running: await this.load() },
      apply: (config) => void this.applied.push(config),
      restart: (reason) => void this.restarts.push(reason),
      log: (level, source, message) => void this.logs.push(`${level} ${source}: ${message}`),
    });
  }

  load(): Promise<Config> {
    return loadConfig(this.file, { data: this.dataDir });
  }

  [Symbol.dispose](): void {
    Deno.removeSync(this.dataDir, { recursive: true });
  }
}

Deno.test("ConfigDesk.save() keeps what differs from the file beside it, applies limits at once, and names what waits", async () => {
  using bench = new Bench();
  const desk = await bench.open();
  const { values } = await desk.view();
  const limits = { ...values.limits as Config["limits"], dailyLossMinor: 50_000, losingStreak: 4 };
  const after = await desk.save({ ...values, limits, tickMs: 400 });
  assert.deepEqual([after.changed, after.waiting], [["limits", "tickMs"], ["tickMs"]]);
  assert.deepEqual(JSON.parse(await Deno.readTextFile(bench.file)), FILE, "the user's file is as it was");
  assert.deepEqual(JSON.parse(await Deno.readTextFile(bench.changesFile)), {
    version: 1,
    changes: { limits, tickMs: 400 },
  });
  assert.deepEqual([bench.applied.length, bench.applied[0].limits.dailyLossMinor], [1, 50_000]);
  const next = await bench.load();
  assert.deepEqual([next.tickMs, next.limits.losingStreak, next.forwarding?.token], [400, 4, TOKEN]);
  assert.match(bench.logs.join(), /warning settings: saved on the page; other than in the file: limits, tickMs/);
});

Deno.test("ConfigDesk.save() of what the file says is no change, and takes the file of changes away", async () => {
  using bench = new Bench();
  const desk = await bench.open();
  const { values } = await desk.view();
  await desk.save({ ...values, tickMs: 400 });
  const after = await desk.save({ ...values, tickMs: 250 });
  assert.deepEqual([after.changed, after.waiting], [[], []]);
  await assert.rejects(Deno.stat(bench.changesFile), Deno.errors.NotFound);
});

const REFUSED: [what: string, values: Record<string, unknown>, says: RegExp][] = [
  ["a number below its least", { tickMs: 5 }, /tickMs.*5/],
  ["a table that there is not", { sameGame: [["mozzart", "nobody"]] }, /sameGame/],
  ["a field of limits that there is not", { limits: { dailyLoss: 5 } }, /dailyLoss/],
  ["a text for a number", { tickMs: "200" }, /tickMs/],
  ["live money", { liveAllowed: true }, /Cannot change liveAllowed on the page/],
  ["a host", { allowPrivateNet: ["192.168.1.5:80"] }, /Cannot change allowPrivateNet/],
  ["a folder of plugins", { plugins: ["/etc"] }, /Cannot change plugins/],
  ["where rounds are sent", { forwarding: null }, /Cannot change forwarding/],
  ["a prototype", JSON.parse('{"__proto__":{"tickMs":1}}'), /Cannot change __proto__/],
];

for (const [what, values, says] of REFUSED) {
  Deno.test(`ConfigDesk.save() refuses ${what} and changes nothing`, async () => {
    using bench = new Bench();
    const desk = await bench.open();
    await assert.rejects(desk.save(values), { code: "bad_config", message: says });
    assert.equal(bench.applied.length, 0);
    await assert.rejects(Deno.stat(bench.changesFile), Deno.errors.NotFound);
  });
}

Deno.test("ConfigDesk.view() shows no secret, and every field either to be changed or as fixed", async () => {
  using bench = new Bench();
  const view = await (await bench.open()).view();
  assert.equal(JSON.stringify(view).includes("secret-secret"), false);
  assert.ok("forwarding" in view.fixed && "liveAllowed" in view.fixed && !("settings" in view.fixed));
  assert.deepEqual(Object.keys(view.values), [...CHANGEABLE]);
  assert.deepEqual(Object.keys(view.schema.properties as object), [...CHANGEABLE]);
});

Deno.test("the form's texts mean the values again for every field that can be changed, and an empty limit means none", async () => {
  using bench = new Bench();
  const { schema, values } = await (await bench.open()).view();
  const fields = fieldsOf(schema), draft = draftOf(fields, values);
  assert.deepEqual(readDraft(fields, draft), { settings: values, problems: {} });
  assert.equal(draft["limits.dailyLossMinor"], "1000");
  const { settings } = readDraft(fields, { ...draft, "limits.dailyLossMinor": "" });
  assert.equal((settings.limits as Config["limits"]).dailyLossMinor, null);
});

for (
  const text of ["nonsense", '{"version":1,"changes":{"liveAllowed":true}}', '{"version":1,"changes":{"tickMs":1}}']
) {
  Deno.test(`loadConfig() does not start with changes that cannot be used, for limits must not be forgotten: ${text}`, async () => {
    using bench = new Bench();
    await bench.open();
    await Deno.writeTextFile(bench.changesFile, text);
    await assert.rejects(bench.load(), { code: "bad_config", message: /configuration\.json/ });
  });
}

Deno.test("ConfigDesk.restart() asks for one, with its reason", async () => {
  using bench = new Bench();
  await (await bench.open()).restart();
  assert.deepEqual(bench.restarts, ["a restart was asked for on the page"]);
});
