/** The page's calls have the types of the host's own routes, and the page has no other way to the host. */
import assert from "node:assert/strict";
import { get, post, put } from "../../ui/client.ts";

/** Never run: the type check is the test. Were an answer anything at all, the marked lines were no errors, and that is one. */
export async function typesOfCalls() {
  const rounds = await get("/api/rounds", { query: { limit: 5, multiplierMin: 200 } });
  if (rounds.ok) {
    rounds.data.rounds[0].multiplier satisfies number;
    rounds.data.rounds[0].players satisfies number | null;
    // @ts-expect-error a round has no such field
    rounds.data.rounds[0].score;
    // @ts-expect-error players may be unknown
    rounds.data.rounds[0].players satisfies number;
  }
  const calibration = await get("/api/calibrate");
  // @ts-expect-error an answer is looked at only when there is one
  calibration.data;
  if (calibration.ok) calibration.data.samples.flying satisfies number;
  // @ts-expect-error the query has no such field
  await get("/api/rounds", { query: { limit: 5, multiplierLeast: 200 } });
  // @ts-expect-error the path has a parameter
  await get("/api/plugins/{name}");
  // @ts-expect-error no such path
  await get("/api/nothing");
  // @ts-expect-error that path is no question
  await get("/api/halt");
  // @ts-expect-error a bet is won, lost or void
  await post("/api/bets/{id}/resolve", { params: { id: 1 }, body: { state: "placed" } });
  // @ts-expect-error settings go with it
  await put("/api/plugins/{name}/settings", { params: { name: "flat" } });
}

Deno.test("get() and post() put parameters and queries into the address, and nothing where nothing is asked", async () => {
  const real = globalThis.fetch, asked: unknown[] = [];
  globalThis.fetch = (path, init) => {
    asked.push([path, init?.method, init?.body]);
    return Promise.resolve(Response.json({}));
  };
  try {
    await get("/api/bets", { query: { limit: 3, table: "a b&c", beforeId: undefined } });
    await get("/api/plugins/{name}", { params: { name: "../halt" } });
    await post("/api/resume");
    await put("/api/configuration/fields", { body: { tickMs: 300 } });
  } finally {
    globalThis.fetch = real;
  }
  assert.deepEqual(asked, [
    ["/api/bets?limit=3&table=a+b%26c", "GET", undefined],
    ["/api/plugins/..%2Fhalt", "GET", undefined],
    ["/api/resume", "POST", "{}"],
    ["/api/configuration/fields", "PUT", '{"tickMs":300}'],
  ]);
});

/** A picture, the API's document, and the calls that a reader makes by hand from it. */
const OTHER_FETCHES = ["calibrate_api.ts", "client.ts", "reference_view.tsx"];

Deno.test("the page asks the host through its typed client alone", async () => {
  const found: string[] = [];
  for await (const { name } of Deno.readDir("ui")) {
    if (/\.tsx?$/.test(name) && /\bfetch\(/.test(await Deno.readTextFile(`ui/${name}`))) found.push(name);
  }
  assert.deepEqual(found.sort(), OTHER_FETCHES);
});
