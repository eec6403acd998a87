/** The watcher beside a database in the same folder, and another program that opens and closes it: real files, a real process. */
import { equal, ok } from "node:assert/strict";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { PluginWatcher } from "../../../core/host/plugin_watcher.ts";

const OTHER = `import { DatabaseSync } from "node:sqlite";
const database = new DatabaseSync(Deno.args[0]);
database.prepare("SELECT count(*) FROM rows").get();
database.close();`;

Deno.test("PluginWatcher leaves a database beside it its locks: another program that closes it does not take its -wal", async () => {
  const folder = await Deno.makeTempDir({ prefix: "aviator-watcher-" }), path = join(folder, "aviator.sqlite");
  await Deno.mkdir(join(folder, "collectors"));
  await Deno.writeTextFile(join(folder, "other.ts"), OTHER);
  {
    await using _watcher = new PluginWatcher({
      ...{ folders: [folder], quietMs: 20, lookEveryMs: 50 },
      ...{ find: () => Promise.resolve([]), onChange: () => Promise.resolve(), onTrouble: () => {} },
    });
    await _watcher.look();
    using database = new DatabaseSync(path);
    database.exec("PRAGMA journal_mode=WAL; CREATE TABLE rows(id INTEGER PRIMARY KEY) STRICT");
    for (let turn = 0; turn < 20; turn++) {
      database.exec("INSERT INTO rows DEFAULT VALUES; PRAGMA wal_checkpoint(PASSIVE)");
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    const { code } = await new Deno.Command(Deno.execPath(), {
      args: ["run", "--no-config", "--no-check", "-A", join(folder, "other.ts"), path],
    }).output();
    equal(code, 0);
    ok(await Deno.stat(`${path}-wal`).then(() => true, () => false), "the -wal is still there");
    database.exec("INSERT INTO rows DEFAULT VALUES");
    using second = new DatabaseSync(path, { readOnly: true });
    equal(second.prepare("SELECT count(*) AS n FROM rows").get()?.n, 21);
  }
  await Deno.remove(folder, { recursive: true });
});
