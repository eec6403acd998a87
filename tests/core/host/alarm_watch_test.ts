/** Alarms made of states of the host: once at the beginning, once at the end. */
import assert from "node:assert/strict";
import { AlarmWatch, TABLE_TROUBLE_MS } from "../../../core/host/alarm_watch.ts";
import type { PageState } from "../../../core/protocol/page.ts";

function makeState(values: { halted?: string; quarantined?: string; trouble?: string; level?: string }): PageState {
  const { halted = "", quarantined = "", trouble = "", level = "normal" } = values;
  const state = {
    betting: { state: halted ? "halted" : "active", reason: halted },
    plugins: [{ name: "flat", state: quarantined ? "quarantined" : "running", reason: quarantined }],
    tables: [{ table: "soccer", trouble }],
    health: { writer: { level, trouble: "" } },
  };
  return state as unknown as PageState;
}

const told = (alarms: { kind: string; raised: boolean; about: string; message: string }[]) =>
  alarms.map(({ kind, raised, about, message }) => [kind, raised, about, message].join("|"));

Deno.test("AlarmWatch.look() tells each trouble once when it begins and once when it is over", () => {
  const watch = new AlarmWatch();
  assert.deepEqual(watch.look(makeState({}), 0), []);
  const sick = makeState({ halted: "daily loss", quarantined: "crashed", level: "journal" });
  assert.deepEqual(told(watch.look(sick, 1)), [
    "halt|true||daily loss",
    "plugin|true|flat|crashed",
    "writer|true||rows wait for the database: level journal",
  ]);
  assert.deepEqual(watch.look(sick, 2), []);
  assert.deepEqual(told(watch.look(makeState({ quarantined: "crashed" }), 3)), [
    "halt|false||over: daily loss",
    "writer|false||over: rows wait for the database: level journal",
  ]);
});

Deno.test("AlarmWatch.look() is silent about a table that was covered only for a moment", () => {
  const watch = new AlarmWatch(), covered = makeState({ trouble: "covered" });
  assert.deepEqual(watch.look(covered, 0), []);
  assert.deepEqual(watch.look(makeState({}), TABLE_TROUBLE_MS - 1), []);
  assert.deepEqual(watch.look(covered, TABLE_TROUBLE_MS), []);
  assert.deepEqual(told(watch.look(covered, 2 * TABLE_TROUBLE_MS)), ["table|true|soccer|covered"]);
});
