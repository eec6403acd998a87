/** Who may run: approvals hold for one content and for the hosts that were shown; the lock of the bundled plugins is true. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { approvalOf, lockOf, lockText, readLock } from "../../../core/cells/approval.ts";
import { PluginStore } from "../../../core/cells/plugin_store.ts";
import { HostError } from "../../../core/protocol/errors.ts";
import type { Grant } from "../../../core/protocol/grant.ts";

const HASH = "a".repeat(64), OTHER = "b".repeat(64);
const NOBODY = { version: 1 as const, plugins: {} };
const BUNDLED = join(import.meta.dirname!, "../../../plugins");

const asking = (net: string[], hash = HASH) => ({
  manifest: { name: "odds", permissions: net.length > 0 ? [{ net, reason: "polls odds" }] : [] },
  hash,
});
const given = (values: Partial<Grant> = {}): Grant => ({
  hash: HASH,
  net: ["a.org:443"],
  approvedAtMs: 1,
  by: "page",
  ...values,
});

Deno.test("approvalOf() lets a plugin run that asks for nothing, new or changed", () => {
  for (const one of [null, given({ hash: OTHER })]) {
    const { approved, net } = approvalOf(asking([]), { given: one, lock: NOBODY });
    assert.deepEqual([approved, net], [true, []]);
  }
});

Deno.test("approvalOf() knows no approval of a plugin that is named as something every object has", () => {
  const plugin = { ...asking(["a.org:443"]), manifest: { ...asking(["a.org:443"]).manifest, name: "constructor" } };
  const { approved, reason } = approvalOf(plugin, { given: null, lock: NOBODY });
  assert.equal(approved, false);
  assert.match(reason, /nobody has approved/);
});

Deno.test("approvalOf() has a plugin wait that asks for anything until just that was approved", () => {
  const cases: [string, string[], Grant | null, RegExp | null][] = [
    ["nobody has", ["a.org:443"], null, /a\.org:443.*nobody has approved/],
    ["as asked", ["a.org:443"], given(), null],
    ["in other letters", ["A.org:443"], given(), null],
    [
      "another content",
      ["a.org:443"],
      given({ hash: OTHER }),
      /^has changed since it was approved \(bbbbbbbbbbbb, now a/,
    ],
    ["one host more", ["a.org:443", "b.org:443"], given(), /more than was approved/],
    ["another port", ["a.org:80"], given(), /more than was approved/],
    ["less than approved", ["a.org:443"], given({ net: ["a.org:443", "b.org:443"] }), null],
  ];
  for (const [what, net, one, waits] of cases) {
    const approval = approvalOf(asking(net), { given: one, lock: NOBODY });
    assert.equal(approval.approved, waits === null, what);
    assert.deepEqual(approval.net, waits === null ? ["a.org:443"] : [], what);
    if (waits) assert.match(approval.reason, waits, what);
  }
});

Deno.test("approvalOf() takes the lock for exactly the content that came with the program", () => {
  const lock = lockOf([asking(["a.org:443"])]);
  assert.equal(approvalOf(asking(["a.org:443"]), { given: null, lock }).grant?.by, "lock");
  const edited = approvalOf(asking(["a.org:443"], OTHER), { given: null, lock });
  assert.equal(edited.approved, false, "edited by hand it is a new plugin");
});

Deno.test("plugins/approved.json is the lock of the plugins beside it", async () => {
  const dataDir = await Deno.makeTempDir({ prefix: "aviator-lock-" });
  try {
    const { plugins, refused } = await new PluginStore({ folders: [BUNDLED], dataDir }).load();
    assert.deepEqual(refused, []);
    const stored = lockText(await readLock(BUNDLED));
    assert.equal(stored, lockText(lockOf(plugins)), "look at what changed, then run: deno task aviator plugins lock");
    assert.equal(stored, await Deno.readTextFile(join(BUNDLED, "approved.json")), "formatted as the command writes it");
  } finally {
    await Deno.remove(dataDir, { recursive: true });
  }
});

Deno.test("readLock() throws, naming the file, when it is no lock; without one nothing is locked", async () => {
  const folder = await Deno.makeTempDir({ prefix: "aviator-lock-" });
  try {
    assert.deepEqual(await readLock(folder), NOBODY);
    for (const text of ["{", "{}", '{"version":1,"plugins":{"x":{"hash":"1","net":[]}}}']) {
      await Deno.writeTextFile(join(folder, "approved.json"), text);
      const isRight = (error: unknown) => error instanceof HostError && error.message.includes(folder);
      await assert.rejects(readLock(folder), isRight, text);
    }
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
