/** The routes of long work: what they pass on, what they refuse, and that pages hear of changes. */
import assert from "node:assert/strict";
import { LiveHub } from "../../../core/server/live_hub.ts";
import { jobView } from "../../../core/server/research_routes.ts";
import { GeneratedHost } from "./generated_host.ts";
import { GeneratedJobs } from "./generated_jobs.ts";
import { openApp, scriptHeaders as headers } from "./open_app.ts";

const post = (body: unknown) => ({ method: "POST", headers, body: JSON.stringify(body) });

Deno.test("/api/jobs lists, starts, shows, cancels and forgets when asked as its schemas say", async () => {
  const { ask, jobs } = openApp();
  const list = await (await ask("/api/jobs", { headers })).json();
  assert.deepEqual(list.jobs.map((job: unknown) => jobView.parse(job)), jobs.views());
  const options = { strategy: "flat", rounds: { kind: "law", seed: 1, count: 5 } };
  assert.deepEqual(await (await ask("/api/jobs/backtest/start", post(options))).json(), { id: 2 });
  assert.deepEqual((await (await ask("/api/jobs/1", { headers })).json()).result, { profit: -300 });
  const refused = await ask("/api/jobs/1/cancel", post({}));
  assert.deepEqual([refused.status, (await refused.json()).error.message], [409, "Cannot cancel job 1: it is done"]);
  assert.equal((await ask("/api/jobs/1/remove", post({}))).status, 200);
  assert.deepEqual(jobs.asked, [{ start: "backtest", options }, { cancel: 1 }, { remove: 1 }]);
});

Deno.test("/api/jobs refuses what is no job when asked", async () => {
  const { ask, jobs } = openApp();
  for (const body of [[], "x", 1, null]) {
    assert.equal((await ask("/api/jobs/backtest/start", post(body))).status, 400, JSON.stringify(body));
  }
  assert.equal((await ask("/api/jobs/Back%2e/start", post({}))).status, 400);
  for (const id of ["0", "-1", "x", "1e3"]) assert.equal((await ask(`/api/jobs/${id}`, { headers })).status, 400, id);
  assert.deepEqual(jobs.asked, []);
});

Deno.test("LiveHub sends jobs to the pages when they change", () => {
  const jobs = new GeneratedJobs(), sent: string[] = [];
  const hub = new LiveHub({ host: new GeneratedHost(), jobs, every: () => () => {} });
  const socket = {
    bufferedAmount: 0,
    readyState: WebSocket.OPEN,
    close: () => {},
    send: (text: string) => sent.push(text),
  };
  hub.add(socket as unknown as WebSocket);
  jobs.tell();
  hub.flush();
  const messages = sent.map((text) => JSON.parse(text)).filter(({ type }) => type === "jobs");
  assert.deepEqual(messages.map(({ jobs }) => jobs), [jobs.views()]);
  hub.close();
});
