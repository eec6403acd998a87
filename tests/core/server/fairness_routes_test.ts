/** The fairness routes over the app, with what they refuse. */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { openApp, scriptHeaders as headers } from "./open_app.ts";

const post = (body: unknown) => ({ method: "POST", headers, body: JSON.stringify(body) });

const ROUND = { serverSeed: "server", clientSeeds: ["one", "two", "three"] };
const HASH = createHash("sha512").update("serveronetwothree").digest("hex");

Deno.test("/api/fairness/check-round recomputes a round and never says proved", async () => {
  const { ask } = openApp();
  const right = await (await ask("/api/fairness/check-round", post({ ...ROUND, hash: HASH }))).json();
  assert.deepEqual([right.proof, right.hash, right.hashFits], ["consistent", HASH, true]);
  const wrong = await (await ask("/api/fairness/check-round", post({ ...ROUND, hash: HASH.replace(/^./, "z") })))
    .json();
  assert.equal(wrong.proof, "refuted");
});

Deno.test("/api/fairness/check-round refuses other numbers of seeds and long ones", async () => {
  const { ask } = openApp();
  const bodies = [{ ...ROUND, clientSeeds: ["one"] }, { ...ROUND, serverSeed: "" }, {
    ...ROUND,
    serverSeed: "x".repeat(1_001),
  }, {}];
  for (const body of bodies) assert.equal((await ask("/api/fairness/check-round", post(body))).status, 400);
});

Deno.test("/api/fairness/evidence hands over a job's file as a download, and says when there is none", async () => {
  const { ask } = openApp();
  const found = await ask("/api/fairness/evidence/1", { headers });
  assert.equal(found.headers.get("content-disposition"), 'attachment; filename="evidence-1.zip"');
  assert.deepEqual([...await found.bytes()], [0x50, 0x4b]);
  const none = await ask("/api/fairness/evidence/2", { headers });
  assert.match((await none.json()).error.message, /it has made none/);
});
