/** The page's calls against the real application. */
import assert from "node:assert/strict";
import { disarm, getBets, getRounds, getState, halt, resume } from "../../ui/api.ts";
import { arm, offerArming } from "../../ui/money_api.ts";
import { actOnPlugin } from "../../ui/plugin_api.ts";
import { openApp, pageHeaders } from "../core/server/open_app.ts";

/** Runs the page's own calls against the real application. */
async function withApp(options: { liveAllowed: boolean }, check: (app: ReturnType<typeof openApp>) => Promise<void>) {
  const opened = openApp(options);
  const real = globalThis.fetch;
  globalThis.fetch = (path, init) =>
    Promise.resolve(opened.ask(String(path), { method: init?.method, body: init?.body, headers: pageHeaders }));
  try {
    await check(opened);
  } finally {
    globalThis.fetch = real;
  }
}

/** Both steps. */
async function armBoth() {
  const offer = await offerArming(5);
  if (!offer.ok) return offer;
  return await arm({ code: offer.data.code, acceptsLossPerHourMinor: offer.data.lossPerHourMinor ?? 0 });
}

Deno.test("every call of the page has its route when made", async () => {
  await withApp({ liveAllowed: true }, async ({ host }) => {
    const calls = [getState(), getRounds({ limit: 5 }), getBets({ limit: 5, table: "mozzart", beforeId: 9 })];
    for (const call of calls) assert.equal((await call).ok, true);
    for (const call of [() => halt("x"), resume, armBoth, disarm, () => actOnPlugin("ladder", "enable")]) {
      assert.deepEqual((await call()).ok, true);
    }
    assert.deepEqual(host.asked.map((one) => one.what), [
      "rounds",
      "bets",
      "halt",
      "resume",
      "arm",
      "disarm",
      "enable",
    ]);
  });
});

Deno.test("offerArming() gives the host's reason when it refuses", async () => {
  await withApp({ liveAllowed: false }, async () => {
    const answer = await offerArming(5);
    assert.ok(!answer.ok && answer.code === "refused" && answer.reason.startsWith("Cannot arm: the configuration"));
  });
});

Deno.test("halt() says that it did not arrive when the program is gone", async () => {
  const real = globalThis.fetch;
  globalThis.fetch = () => Promise.reject(new TypeError("refused"));
  try {
    const answer = await halt("x");
    assert.ok(!answer.ok && answer.code === "unreachable");
  } finally {
    globalThis.fetch = real;
  }
});
