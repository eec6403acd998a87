import { deepEqual, equal } from "node:assert/strict";
import { GENERATED_PREDICTIONS } from "./generated_operations.ts";
import { openApp, scriptHeaders } from "./open_app.ts";

Deno.test("GET /api/predictions gives each table's model as the host has it, and nothing without a token", async () => {
  const { ask } = openApp();
  const answer = await ask("/api/predictions", { headers: scriptHeaders });
  equal(answer.status, 200);
  deepEqual(await answer.json(), { predictions: GENERATED_PREDICTIONS });
  equal((await ask("/api/predictions", { headers: { host: scriptHeaders.host } })).status, 401);
});
