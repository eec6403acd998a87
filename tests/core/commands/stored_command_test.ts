import { deepEqual, equal } from "node:assert/strict";
import { join } from "node:path";
import { DATABASE_FILE, openForWriting } from "../../../core/storage/open_database.ts";

const PROJECT = new URL("../../..", import.meta.url).pathname;

/** Runs a command as a user types it: with the flags of the task, none besides. */
async function aviator(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "main.ts", ...args],
    cwd: PROJECT,
  }).output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { code, out: text(stdout), err: text(stderr) };
}

Deno.test("rounds list prints what the database holds when the program does not run", async () => {
  const data = await Deno.makeTempDir({ prefix: "aviator-stored-" });
  try {
    const database = openForWriting(join(data, DATABASE_FILE));
    database.exec(
      "INSERT INTO rounds(id, bookmaker, started_at, ended_at, multiplier) VALUES (7, 'soccer', 1000, 2000, 253)",
    );
    database.close();
    const { code, out, err } = await aviator("rounds", "list", "--data", data, "--json");
    equal(code, 0, err);
    const rounds = out.trim().split("\n").map((line) => JSON.parse(line));
    deepEqual(rounds.map(({ table, multiplier, endedAtMs }) => [table, multiplier, endedAtMs]), [[
      "soccer",
      253,
      2000,
    ]]);
  } finally {
    await Deno.remove(data, { recursive: true });
  }
});
