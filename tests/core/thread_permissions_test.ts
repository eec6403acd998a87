import { deepEqual } from "node:assert/strict";
import { filesOnly } from "../../core/thread_permissions.ts";

const NAMES = ["env", "ffi", "import", "net", "read", "run", "sys", "write"] as const;
const ASKED = `self.onmessage = ({ data }) => postMessage(data.map((one) => Deno.permissions.querySync(one).state));`;

/** What Deno says inside a thread of that permissions. */
async function statesIn(permissions: Deno.PermissionOptionsObject, asked: object[]): Promise<string[]> {
  const url = `data:application/javascript,${encodeURIComponent(ASKED)}`;
  const worker = new Worker(url, { type: "module", deno: { permissions } });
  const { promise, resolve } = Promise.withResolvers<string[]>();
  worker.onmessage = ({ data }) => resolve(data);
  worker.postMessage(asked);
  const states = await promise;
  worker.terminate();
  return states;
}

Deno.test("filesOnly() names each of Deno's permissions, so that a thread inherits none", async () => {
  const permissions = filesOnly({ read: [] });
  deepEqual(Object.keys(permissions).sort(), NAMES);
  const states = await statesIn(permissions, NAMES.map((name) => ({ name })));
  deepEqual(states.filter((state) => state === "granted"), []);
});

Deno.test("filesOnly() grants the files that are named and no others", async () => {
  const file = await Deno.makeTempFile();
  try {
    const asked = [
      { name: "read", path: file },
      { name: "write", path: file },
      { name: "read", path: "/etc" },
      { name: "write" },
    ];
    const states = await statesIn(filesOnly({ read: [file], write: [file] }), asked);
    deepEqual(states.map((state) => state === "granted"), [true, true, false, false]);
  } finally {
    await Deno.remove(file);
  }
});
