/** The user's decisions on disk: kept over restarts, seen by others, and worth nothing when they cannot be read. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { Grants } from "../../../core/cells/grants.ts";
import type { Grant } from "../../../core/protocol/grant.ts";

const GRANT: Grant = { hash: "a".repeat(64), net: ["api.example.org:443"], approvedAtMs: 1000, by: "page" };

async function inFolder(check: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "aviator-grants-" });
  try {
    await check(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("Grants.open() finds what an earlier run decided", () =>
  inFolder(async (folder) => {
    const first = await Grants.open(folder);
    await Promise.all([first.approve("odds", GRANT), first.setEnabled("odds", false), first.setEnabled("flat", true)]);
    const second = await Grants.open(folder);
    assert.deepEqual(second.grantOf("odds"), GRANT);
    assert.deepEqual([second.enabled("odds"), second.enabled("flat"), second.enabled("other")], [false, true, null]);
    assert.equal((await Deno.stat(join(folder, "grants.json"))).mode! & 0o077, 0, "its owner's alone");
    const left = (await Array.fromAsync(Deno.readDir(folder))).map(({ name }) => name);
    assert.deepEqual(left, ["grants.json"]);
  }));

Deno.test("Grants.revoke() forgets the approval and keeps the switch", () =>
  inFolder(async (folder) => {
    const grants = await Grants.open(folder);
    await grants.approve("odds", GRANT);
    await grants.setEnabled("odds", true);
    assert.equal(await grants.revoke("odds"), true);
    assert.equal(await grants.revoke("odds"), false);
    const again = await Grants.open(folder);
    assert.deepEqual([again.grantOf("odds"), again.enabled("odds")], [null, true]);
  }));

Deno.test("Grants.open() grants nothing and keeps the file when it cannot be read", async (test) => {
  const approved = { version: 1, plugins: { odds: { grant: GRANT } } };
  const broken: Record<string, string> = {
    "no JSON": JSON.stringify(approved).slice(0, -1),
    "another version": JSON.stringify({ ...approved, version: 2 }),
    "a hash that is none": JSON.stringify({ version: 1, plugins: { odds: { grant: { ...GRANT, hash: "x" } } } }),
    "a field that nobody knows": JSON.stringify({ version: 1, plugins: { odds: { grant: GRANT, all: true } } }),
  };
  for (const [what, text] of Object.entries(broken)) {
    await test.step(what, () =>
      inFolder(async (folder) => {
        await Deno.writeTextFile(join(folder, "grants.json"), text);
        const grants = await Grants.open(folder);
        assert.equal(grants.grantOf("odds"), null);
        assert.match(grants.trouble, /^Cannot use .*grants\.json: .*nothing is approved$/);
        const [{ name }] = await Array.fromAsync(Deno.readDir(folder));
        assert.match(name, /^grants\.json\.broken-\d+$/);
        assert.equal(await Deno.readTextFile(join(folder, name)), text);
      }));
  }
});

Deno.test("Grants.refresh() takes what another program wrote, and nothing else", () =>
  inFolder(async (folder) => {
    const own = await Grants.open(folder);
    assert.equal(await own.refresh(), false);
    await own.approve("flat", GRANT);
    assert.equal(await own.refresh(), false, "its own writing is no news");
    await (await Grants.open(folder)).approve("odds", GRANT);
    assert.equal(await own.refresh(), true);
    assert.deepEqual([own.grantOf("odds"), own.grantOf("flat")], [GRANT, GRANT]);
    await Deno.writeTextFile(join(folder, "grants.json"), "{");
    assert.equal(await own.refresh(), false);
    assert.deepEqual(own.grantOf("odds"), GRANT, "what is in force stays when the file breaks");
  }));
