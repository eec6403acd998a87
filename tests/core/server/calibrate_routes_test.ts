import assert from "node:assert/strict";
import { createApp } from "../../../core/server/app.ts";
import { LiveHub } from "../../../core/server/live_hub.ts";
import type { Calibration, TableDraft } from "../../../core/protocol/calibration.ts";
import { HostError } from "../../../core/protocol/errors.ts";
import { GeneratedHost } from "./generated_host.ts";
import { HOST, pageHeaders, PORT, scriptHeaders, TOKEN } from "./open_app.ts";

const RECT = { x: 1, y: 2, width: 30, height: 10 };
const ASKED = { picture: 7, window: RECT };
const SAMPLES = { waiting: 1, flying: 0, crashed: 0, unknown: 0 };
const DRAFT: TableDraft = {
  ...ASKED,
  name: "mine",
  title: "Mine",
  locale: "sr-RS",
  currency: "RSD",
  stakeMinMinor: 1_000,
  stakeMaxMinor: 2_000,
  places: { score: RECT },
  replace: false,
};

/** Answers, and notes what it was asked. */
class NotedCalibration implements Calibration {
  readonly asked: unknown[] = [];
  trouble: HostError | null = null;

  view() {
    return { screen: { width: 100, height: 50 }, tables: [], samples: SAMPLES, samplesMax: 60 };
  }

  look(window: unknown) {
    if (this.trouble) return Promise.reject(this.trouble);
    this.asked.push(window);
    const bytes = new Uint8Array([1, 2, 3]);
    return Promise.resolve({ id: 7, width: 3, height: 1, bytes, contentType: "image/png" });
  }

  read(asked: unknown) {
    this.asked.push(asked);
    return [{ place: "score" as const, value: 345, confidence: 0.99, method: "glyphs" as const, micros: 300 }];
  }

  propose(asked: unknown) {
    this.asked.push(asked);
    return Promise.resolve({ locale: "sr-RS", proposals: [] });
  }

  keep(asked: unknown) {
    this.asked.push(asked);
    return Promise.resolve(SAMPLES);
  }

  forget() {
    return SAMPLES;
  }

  save(draft: TableDraft) {
    this.asked.push(draft);
    return Promise.resolve({ file: "/data/mine/plugin.json", configuration: "{}", report: null, missing: [] });
  }
}

function open(calibration?: Calibration) {
  const host = new GeneratedHost(), hub = new LiveHub({ host, every: () => () => {} });
  const policy = { port: PORT, token: TOKEN };
  const app = createApp({ host, calibration, hub, bundle: new Map(), ...policy, betCounts: new Map(), log: () => {} });
  const ask = (path: string, init: RequestInit = {}) => app.request(`http://${HOST}/api/calibrate${path}`, init);
  const post = (path: string, body: unknown) =>
    ask(path, { method: "POST", headers: scriptHeaders, body: JSON.stringify(body) });
  return { ask, post };
}

Deno.test("GET /api/calibrate/picture gives an image whose pixels have a name, and says when it is asked too often", async () => {
  const calibration = new NotedCalibration(), { ask } = open(calibration);
  const whole = await ask("/picture", { headers: pageHeaders });
  assert.deepEqual([whole.status, whole.headers.get("content-type"), whole.headers.get("x-picture-id")], [
    200,
    "image/png",
    "7",
  ]);
  assert.equal(whole.headers.get("cache-control"), "no-store");
  assert.deepEqual([...new Uint8Array(await whole.arrayBuffer())], [1, 2, 3]);
  await ask("/picture?x=1&y=2&width=30&height=10", { headers: pageHeaders });
  assert.deepEqual(calibration.asked, [null, RECT]);
  assert.equal((await ask("/picture?x=-1", { headers: pageHeaders })).status, 400);
  calibration.trouble = new HostError("queue_full", "Cannot look again: the last look was 10 ms ago");
  const busy = await ask("/picture", { headers: pageHeaders });
  assert.deepEqual([busy.status, (await busy.json()).error.code], [429, "queue_full"]);
});

Deno.test("every route of calibration needs the token", async () => {
  const { ask } = open(new NotedCalibration());
  for (const path of ["", "/picture"]) assert.equal((await ask(path, { headers: { host: HOST } })).status, 401, path);
  const { authorization: _, ...headers } = scriptHeaders;
  for (const path of ["/read", "/propose", "/keep", "/forget", "/save"]) {
    const refused = await ask(path, { method: "POST", headers: { ...headers, origin: `http://${HOST}` }, body: "{}" });
    assert.equal(refused.status, 401, path);
  }
});

Deno.test("the commands of calibration hand on what is right and refuse the rest, naming the field", async () => {
  const calibration = new NotedCalibration(), { ask, post } = open(calibration);
  const view = await (await ask("", { headers: scriptHeaders })).json();
  assert.deepEqual(view.screen, { width: 100, height: 50 });
  const right: [string, unknown][] = [
    ["/read", { ...ASKED, locale: "sr-RS", places: { score: RECT } }],
    ["/propose", ASKED],
    ["/keep", { ...ASKED, phase: "flying", truth: { score: 345 } }],
    ["/save", DRAFT],
  ];
  for (const [path, body] of right) assert.equal((await post(path, body)).status, 200, path);
  assert.deepEqual(calibration.asked, right.map(([, body]) => body));
  const wrong: [string, unknown, RegExp][] = [
    ["/read", { ...ASKED, locale: "sr", places: {} }, /field locale/],
    ["/read", { ...ASKED, locale: "sr-RS", places: { elsewhere: RECT } }, /places/],
    ["/keep", { ...ASKED, phase: "landed", truth: {} }, /field phase is "landed"/],
    ["/save", { ...DRAFT, name: "../out" }, /field name is "\.\.\/out"/],
    ["/save", { ...DRAFT, currency: "dinar" }, /field currency/],
  ];
  for (const [path, body, message] of wrong) {
    const answer = await post(path, body);
    assert.equal(answer.status, 400, path);
    assert.match((await answer.json()).error.message, message);
  }
  assert.equal(calibration.asked.length, right.length);
});

Deno.test("without a screen to look at there are no routes of calibration", async () => {
  assert.equal((await open().ask("", { headers: scriptHeaders })).status, 404);
});
