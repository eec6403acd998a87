/** What is told at once: what was chosen, when it begins, and never twice. */
import assert from "node:assert/strict";
import type { PageMessage } from "../../core/protocol/page.ts";
import { ALERT_KINDS, type AlertChoices, NO_ALERTS, parseChoices } from "../../ui/alert_choices.ts";
import { alertsOf } from "../../ui/alerts.ts";
import { GeneratedHost } from "../core/server/generated_host.ts";

const ALL: AlertChoices = { ...NO_ALERTS, kinds: [...ALERT_KINDS], roundFrom: 500 };
const host = new GeneratedHost();
const { betting, plugins } = host.state();
const known = { betting, plugins };
const [round] = await host.rounds({ limit: 1 }), [bet] = await host.bets({ limit: 1 });

const kinds = (message: PageMessage, choices = ALL) => alertsOf(message, known, choices).map(({ kind }) => kind);
const roundOf = (multiplier: number): PageMessage => ({ type: "round", seq: 1, round: { ...round, multiplier } });
const halted: PageMessage = { type: "betting", seq: 1, betting: { ...betting, state: "halted", reason: "by hand" } };
const dead: PageMessage = {
  type: "plugins",
  seq: 1,
  plugins: plugins.map((one, index) => index === 0 ? { ...one, state: "crashed", reason: "out of memory" } : one),
};

Deno.test("alertsOf() tells of nothing when nothing is chosen", () => {
  for (const message of [roundOf(99_999), halted, dead]) assert.deepEqual(kinds(message, NO_ALERTS), []);
});

Deno.test("alertsOf() tells of a round from the chosen multiplier on", () => {
  assert.deepEqual([kinds(roundOf(499)), kinds(roundOf(500))], [[], ["round"]]);
});

Deno.test("alertsOf() tells of a bet when it is placed, and of no other state of it", () => {
  const betOf = (state: "requested" | "placed" | "won"): PageMessage => ({
    type: "bet",
    seq: 1,
    bet: { ...bet, state },
  });
  assert.deepEqual([kinds(betOf("requested")), kinds(betOf("placed")), kinds(betOf("won"))], [[], ["placed"], []]);
});

Deno.test("alertsOf() tells once that betting has halted, with the reason, and also after the line was broken", () => {
  assert.match(alertsOf(halted, known, ALL)[0].text, /by hand/);
  assert.deepEqual(alertsOf(halted, { ...known, betting: { ...betting, state: "halted" } }, ALL), []);
  const state = { ...host.state(), betting: { ...betting, state: "halted" as const } };
  const back: PageMessage = { type: "state", seq: 9, stream: "a", state, missed: null };
  assert.deepEqual(kinds(back), ["halted"]);
  assert.deepEqual(alertsOf(back, { betting: null, plugins: null }, ALL), [], "a page that has just been opened");
});

Deno.test("alertsOf() tells of a plugin when it dies, not while it is dead", () => {
  assert.match(alertsOf(dead, known, ALL)[0].text, /out of memory/);
  assert.deepEqual(alertsOf(dead, { ...known, plugins: dead.plugins }, ALL), []);
});

Deno.test("parseChoices() takes what makes no sense for nothing chosen", () => {
  assert.deepEqual(parseChoices(null), NO_ALERTS);
  assert.deepEqual(parseChoices("{"), NO_ALERTS);
  const odd = parseChoices('{"sound":1,"kinds":["round","nonsense"],"roundFrom":"x"}');
  assert.deepEqual(odd, { ...NO_ALERTS, kinds: ["round"] });
});
