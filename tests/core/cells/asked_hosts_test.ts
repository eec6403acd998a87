/** Hosts that come from settings, and settings that nobody is shown. */
import assert from "node:assert/strict";
import { approvalOf, lockOf } from "../../../core/cells/approval.ts";
import { askedHosts, resolvePermissions } from "../../../core/cells/asked_hosts.ts";
import { HIDDEN, hideSecrets, restoreSecrets, withoutSecrets } from "../../../core/cells/secret_settings.ts";
import { parseManifest } from "../../../core/protocol/manifest.ts";

const CONFIG = {
  type: "object",
  properties: {
    hook: { type: "string", default: "" },
    api: { type: "string", default: "https://api.example.org" },
    token: { type: "string", writeOnly: true },
  },
};
const MANIFEST = {
  name: "tested",
  permissions: [
    { net: ["config:hook", "FIXED.example.org:8443"], reason: "needed for the test" },
    { net: ["config:api"], reason: "needed for the test" },
  ],
  config: CONFIG,
};
const HASH = "a".repeat(64);

Deno.test("askedHosts() takes the host of a setting's address, its default, or nothing", () => {
  assert.deepEqual(askedHosts(MANIFEST), ["api.example.org:443", "fixed.example.org:8443"]);
  const asked = (hook: unknown, api: unknown = "") => askedHosts(MANIFEST, { hook, api });
  assert.deepEqual(asked("http://Hooks.example.org/x?y"), ["fixed.example.org:8443", "hooks.example.org:80"]);
  assert.deepEqual(asked("https://[fd00::1]:8123/"), ["[fd00::1]:8123", "fixed.example.org:8443"]);
  for (const nothing of ["", "not an address", "file:///etc/passwd", 7, null]) {
    assert.deepEqual(asked(nothing), ["fixed.example.org:8443"], String(nothing));
  }
});

Deno.test("resolvePermissions() shows hosts in the place of settings and leaves out what asks for nothing", () => {
  const shown = resolvePermissions(MANIFEST, { hook: "https://hooks.example.org", api: "" });
  assert.deepEqual(shown.map(({ net }) => net), [["hooks.example.org:443", "fixed.example.org:8443"]]);
});

Deno.test("approvalOf() pins the host of a setting: another one waits for another approval", () => {
  const settings = { hook: "https://hooks.example.org/a", api: "" };
  const given = { hash: HASH, net: askedHosts(MANIFEST, settings), approvedAtMs: 1, by: "page" as const };
  const stands = (hook: string) =>
    approvalOf({ manifest: MANIFEST, hash: HASH, settings: { hook, api: "" } }, {
      given,
      lock: { version: 1, plugins: {} },
    });
  assert.equal(stands("https://hooks.example.org/other").approved, true);
  const other = stands("https://evil.example.org/");
  assert.deepEqual([other.approved, other.net], [false, []]);
  assert.match(other.reason, /evil\.example\.org:443.*more than was approved/);
});

Deno.test("lockOf() approves the hosts of default settings and no others", () => {
  const lock = lockOf([{ manifest: MANIFEST, hash: HASH }]);
  assert.deepEqual(lock.plugins.tested.net, ["api.example.org:443", "fixed.example.org:8443"]);
  const stands = (hook: string) =>
    approvalOf({ manifest: MANIFEST, hash: HASH, settings: { hook } }, { given: null, lock }).approved;
  assert.deepEqual([stands(""), stands("https://hooks.example.org")], [true, false]);
});

Deno.test("parseManifest() refuses a host of a setting that is not there or no text", () => {
  const text = (key: string) =>
    JSON.stringify({
      ...{ name: "tested", kind: "collector", title: "Tested", sdk: 1, entry: "main.ts" },
      permissions: [{ net: [`config:${key}`], reason: "needed for the test" }],
      config: { type: "object", properties: { hook: { type: "string" }, count: { type: "integer" } } },
    });
  assert.equal(parseManifest(text("hook"), "plugin.json").name, "tested");
  for (const key of ["count", "missing", "toString"]) {
    assert.throws(() => parseManifest(text(key), "plugin.json"), new RegExp(`config:${key} needs a setting`));
  }
});

Deno.test("hideSecrets() hides what the schema marks, and restoreSecrets() brings it back where it was not changed", () => {
  const inUse = { token: "12345:secret", api: "x" };
  const shown = hideSecrets(MANIFEST, inUse);
  assert.deepEqual(shown, { token: HIDDEN, api: "x" });
  assert.deepEqual(hideSecrets(MANIFEST, { token: "" }), { token: "" });
  assert.deepEqual(restoreSecrets(MANIFEST, { settings: { ...shown, api: "y" }, inUse }), { ...inUse, api: "y" });
  assert.deepEqual(restoreSecrets(MANIFEST, { settings: { token: "new" }, inUse }), { token: "new" });
});

Deno.test("withoutSecrets() leaves no secret in a line of the log", () => {
  const settings = { token: "12345:secret", api: "https://api.example.org" };
  const line = "Cannot fetch https://api.example.org/bot12345:secret/send: 12345:secret";
  assert.equal(
    withoutSecrets(line, { manifest: MANIFEST, settings }),
    `Cannot fetch https://api.example.org/bot${HIDDEN}/send: ${HIDDEN}`,
  );
});
