/** Folders that are dropped in while the program runs: strange but legal ones run at the first try, broken ones are refused in one clear line. */
import assert from "node:assert/strict";
import { dirname, join } from "node:path";
import { question } from "../cells/plugin_fixture.ts";
import { Bench, viewOf } from "./plugin_bench.ts";

interface Folder {
  manifest?: Record<string, unknown>;
  files: Record<string, string>;
}

const SDK = `import { defineStrategy } from "@aviator/sdk";\n`;
const BET = `({ betAmounts: [4200], autoStops: [200], currentIndex: 0 })`;
const PLAIN = `${SDK}export default defineStrategy({ decide: () => ${BET} });\n`;

/** Each bets 42.00 on 2.00x. */
const LEGAL: Record<string, Folder> = {
  "deep-imports": {
    files: {
      "main.ts":
        `${SDK}import { bet } from "./a/b/c/d/bet.ts";\nexport default defineStrategy({ decide: () => bet() });\n`,
      "a/b/c/d/bet.ts": `import { amount } from "../../../../amount.ts";
        export const bet = () => ({ betAmounts: [amount], autoStops: [200], currentIndex: 0 });\n`,
      "amount.ts": `export const amount = 4200;\n`,
    },
  },
  "json-imports": {
    files: {
      "main.ts": `${SDK}import ladder from "./data/ladder.json" with { type: "json" };
        export default defineStrategy({ decide: () => structuredClone(ladder) });\n`,
      "data/ladder.json": JSON.stringify({ betAmounts: [4200], autoStops: [200], currentIndex: 0 }),
    },
  },
  classes: {
    files: {
      "main.ts": `${SDK}abstract class Ladder { static #made = 0; static { Ladder.#made += 1; }
          abstract get amounts(): number[]; #at = 0; get at() { return this.#at; } }
        class Short extends Ladder { override get amounts() { return [4200]; } }
        class Strategy { readonly #ladder = new Short();
          decide = () => ({ betAmounts: this.#ladder.amounts, autoStops: [200], currentIndex: this.#ladder.at }); }
        export default defineStrategy(new Strategy());\n`,
    },
  },
  typescript: {
    files: {
      "main.ts": `${SDK}import type { StrategyDefinition } from "@aviator/sdk";
        enum Amount { Small = 4200 } namespace Stops { export const first = 200; }
        class Bet<T extends number> { constructor(private readonly amount: T, public stop: number) {}
          get ladder() { return { betAmounts: [this.amount as number], autoStops: [this.stop], currentIndex: 0 }; } }
        function make(amount: Amount): Bet<number>; function make(amount: number) { return new Bet(amount, Stops.first); }
        const definition = { decide: () => make(Amount.Small)!.ladder } satisfies Pick<StrategyDefinition, "decide">;
        export default defineStrategy(definition);\n`,
    },
  },
  "big-settings": {
    manifest: {
      config: {
        type: "object",
        properties: {
          ...Object.fromEntries(Array.from({ length: 300 }, (_, at) => [`setting${at}`, {
            ...{ type: "integer", minimum: 0, maximum: 10_000, default: 4200, title: `Setting ${at}` },
            description: "One of three hundred.",
          }])),
          group: { type: "object", properties: { stop: { type: "number", default: 200 } }, default: { stop: 200 } },
          choice: { type: "string", enum: ["a", "b"], default: "a" },
        },
      },
    },
    files: {
      "main.ts": `${SDK}export default defineStrategy({ decide: (_history, { config }) => {
        const { setting299, group } = config as unknown as { setting299: number; group: { stop: number } };
        return { betAmounts: [setting299], autoStops: [group.stop], currentIndex: 0 };
      } });\n`,
    },
  },
  "plain-javascript": {
    manifest: { entry: "source/index.js" },
    files: {
      "source/index.js": `export { strategy as default } from "./strategy.js";\n`,
      "source/strategy.js": `import * as sdk from "@aviator/sdk";
        /** @type {ReturnType<typeof sdk.defineStrategy>} */
        export const strategy = sdk.defineStrategy({ decide: () => ${BET} });\n`,
    },
  },
  circles: {
    files: {
      "main.ts": `${SDK}import { even } from "./even.ts";
        export default defineStrategy({ decide: () => even(4) ? ${BET} : null });\n`,
      "even.ts":
        `import { odd } from "./odd.ts";\nexport const even = (n: number): boolean => n === 0 || odd(n - 1);\n`,
      "odd.ts":
        `import { even } from "./even.ts";\nexport const odd = (n: number): boolean => n !== 0 && even(n - 1);\n`,
    },
  },
  "new-syntax": {
    files: {
      "main.ts": `${SDK}const größe = await Promise.resolve(42n * 100n);
        function* amounts() { yield Number(größe); }
        export default defineStrategy({ decide() {
          using _end = { [Symbol.dispose]() {} };
          const found = /^\\p{L}+(?<digits>\\d)$/v.exec("č2")?.groups?.digits ?? "0";
          return { betAmounts: amounts().toArray(), autoStops: [Number(found) * 100], currentIndex: 0 };
        } });\n`,
    },
  },
  "a-working-copy": {
    files: {
      "main.ts": PLAIN,
      ".git/HEAD": "ref: refs/heads/main\n",
      ".git/a strange name~": "x",
      ".vscode/settings.json": "{}",
      ".DS_Store": "\0\0",
      "package.json": `{ "name": "x", "dependencies": { "left-pad": "1.0.0" } }`,
      "deno.json": `{ "imports": { "@aviator/sdk": "../../../somewhere.ts" } }`,
      "tsconfig.json": `{ "compilerOptions": { "paths": { "*": ["nowhere/*"] } } }`,
      "My notes (copy), čćž.txt": "notes",
      "main_test.ts": `Deno.test("nothing", () => {});\n`,
    },
  },
  "windows-text": {
    files: { "main.ts": `\ufeff${PLAIN.replaceAll("\n", "\r\n")}` },
  },
};

/** What is said of each, in one line. */
const BROKEN: Record<string, Folder & { says: RegExp }> = {
  "syntax-error": {
    files: { "main.ts": `${SDK}export default defineStrategy({ decide: () => null as never of });\n` },
    says: /^Cannot bundle: main\.ts: .*Expected.* at main\.ts:2:\d+$/,
  },
  "no-such-import": {
    files: { "main.ts": `${SDK}import { x } from "./gone.ts";\nexport default defineStrategy({ decide: () => x });\n` },
    says: /^Cannot bundle: .*gone\.ts/,
  },
  "other-plugin": {
    files: { "main.ts": `import other from "../flat/main.ts";\nexport default other;\n` },
    says: /^Cannot bundle: main\.ts imports \.\.\/flat\/main\.ts: only its own folder and @aviator\/sdk$/,
  },
  "npm-package": {
    files: { "main.ts": `import _ from "npm:lodash@4";\n${PLAIN}` },
    says: /^Cannot bundle: main\.ts imports npm:lodash@4: only its own folder/,
  },
  "bare-package": {
    files: { "main.ts": `import _ from "lodash";\n${PLAIN}` },
    says: /^Cannot bundle: main\.ts imports lodash: only its own folder/,
  },
  "no-manifest": { files: { "main.ts": PLAIN, "plugin.json": "" }, says: /plugin\.json: not JSON/ },
  "comma-in-manifest": {
    files: { "main.ts": PLAIN, "plugin.json": `{ "name": "comma-in-manifest", }` },
    says: /plugin\.json: not JSON: .*/,
  },
  "field-too-many": { manifest: { permisions: [] }, files: { "main.ts": PLAIN }, says: /plugin\.json: .*permisions/ },
  "other-name": {
    manifest: { name: "another" },
    files: { "main.ts": PLAIN },
    says: /field name is "another": "other-name"/,
  },
  "no-entry": { files: { "index.ts": PLAIN }, says: /field entry is "main\.ts": there is no such file/ },
  "wrong-default": {
    manifest: { config: { type: "object", properties: { a: { type: "integer", default: "many" } } } },
    files: { "main.ts": PLAIN },
    says: /field config has a default that does not fit: field a is "many": .*number/,
  },
};

async function dropIn(root: string, folders: Record<string, Folder>): Promise<void> {
  for (const [name, { manifest = {}, files }] of Object.entries(folders)) {
    const whole = { name, kind: "strategy", title: name, sdk: 1, entry: "main.ts", ...manifest };
    const text = `${name === "windows-text" ? "\ufeff" : ""}${JSON.stringify(whole, null, 2)}`;
    for (const [path, content] of Object.entries({ "plugin.json": text, ...files })) {
      const file = join(root, "strategies", name, path);
      await Deno.mkdir(dirname(file), { recursive: true });
      await Deno.writeTextFile(file, content);
    }
  }
}

Deno.test("PluginReload runs strange but legal folders at the first try, and says in one line what is wrong with broken ones", async () => {
  await using bench = new Bench();
  bench.timings = { decideMs: 20_000 };
  const plugins = await bench.open();
  await dropIn(bench.workshop.dataDir, { ...LEGAL, ...BROKEN });
  const stateOf = (name: string) => plugins.views().find((view) => view.name === name)?.state;
  await bench.until(
    "all are dealt with",
    () =>
      [...Object.keys(LEGAL), ...Object.keys(BROKEN)].every((name) =>
        ["running", "refused", "quarantined"].includes(stateOf(name) ?? "")
      ),
  );
  for (const name of Object.keys(LEGAL)) {
    assert.deepEqual([name, viewOf(plugins, name).reason], [name, ""]);
    assert.deepEqual(await plugins.get(name)!.decide(question()), {
      betAmounts: [4200],
      autoStops: [200],
      currentIndex: 0,
    });
  }
  for (const [name, { says }] of Object.entries(BROKEN)) {
    const { state, reason } = viewOf(plugins, name);
    assert.equal(state, "refused", name);
    assert.match(reason, says);
    assert.ok(!/[\n\r]/.test(reason) && reason.length < 400, `${name}: ${reason}`);
  }
});
