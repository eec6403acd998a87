/** What was changed on the page holds for every command that reads the configuration: real folders, the whole command line. */
import { deepEqual, equal, match } from "node:assert/strict";
import { join } from "node:path";
import { CHANGES_FILE } from "../../../core/ops/config_changes.ts";
import { runHere } from "./run_here.ts";

const TABLES = [{ bookmaker: "soccer", window: 0 }, { bookmaker: "maxbet", window: [960, 0, 960, 540] }];

/** A data folder with changes and a configuration file beside it. */
async function folderWith(changes: string): Promise<{ data: string; file: string } & AsyncDisposable> {
  const data = await Deno.makeTempDir({ prefix: "aviator changes " });
  await Deno.writeTextFile(join(data, CHANGES_FILE), changes);
  const file = join(data, "own.json");
  await Deno.writeTextFile(file, JSON.stringify({ tables: [{ bookmaker: "admiral", window: 1 }] }));
  return { data, file, [Symbol.asyncDispose]: () => Deno.remove(data, { recursive: true }) };
}

const changesOf = (changes: unknown) => JSON.stringify({ version: 1, changes });

Deno.test("every command that reads the configuration refuses with its file's name when the page's changes are broken", async () => {
  await using folder = await folderWith("{ broken");
  const { data } = folder;
  const commands = [
    ["config", "show"],
    ["plugins", "list"],
    ["strategies", "attach", "flat", "--table", "soccer"],
    ["signals", "backtest"],
    ["forward", "status"],
    ["forward", "cleanup"],
    ["forward", "repair"],
    ["tables", "move", "soccer", "10", "10"],
    ["record", "--out", join(data, "a.avr")],
    ["quick-test"],
    ["backtest", "--generate", "10", "--strategy", "flat"],
    ["overlay", join(data, "none.png"), "--table", "soccer", "--out", join(data, "o.png")],
    ["start", "--no-open"],
  ];
  for (const command of commands) {
    const { status, errors } = await runHere(...command, "--data", data);
    deepEqual([command.join(" "), status], [command.join(" "), 2], errors);
    match(errors, /configuration\.json: not JSON; mend it or delete it/, command.join(" "));
  }
  const replayed = await runHere("replay", join(data, "none.avr"), "--settings-of", data);
  equal(replayed.status, 2);
  match(replayed.errors, /configuration\.json: not JSON/);
});

Deno.test("strategies attach knows the page's tables when the file names others", async () => {
  await using folder = await folderWith(changesOf({ tables: TABLES }));
  const at = ["--data", folder.data, "--config", folder.file];
  const unknown = await runHere("strategies", "attach", "flat", "--table", "admiral", ...at);
  equal(unknown.status, 3);
  match(unknown.errors, /Cannot find table admiral: there are soccer, maxbet/);
  const attached = await runHere("strategies", "attach", "flat", "--table", "soccer", ...at);
  equal(attached.status, 0, attached.errors);
});

Deno.test("tables move changes the page's tables and not the file when the page has changed them", async () => {
  await using folder = await folderWith(changesOf({ tables: TABLES, tickMs: 400 }));
  const before = await Deno.readTextFile(folder.file);
  const { status, out, errors } = await runHere(
    ...["tables", "move", "maxbet", "7", "9", "--data", folder.data, "--config", folder.file],
  );
  equal(status, 0, errors);
  match(out, /window was at 960,0 and is now \[7, 9, 960, 540\] in .*configuration\.json/);
  equal(await Deno.readTextFile(folder.file), before);
  const { changes } = JSON.parse(await Deno.readTextFile(join(folder.data, CHANGES_FILE)));
  deepEqual(changes, { tables: [TABLES[0], { bookmaker: "maxbet", window: [7, 9, 960, 540] }], tickMs: 400 });
});
