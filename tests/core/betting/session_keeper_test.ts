import assert from "node:assert/strict";
import { SessionKeeper } from "../../../core/betting/session_keeper.ts";
import { fastClock, pass, randomOf, START_MS } from "./fixtures.ts";

async function clicksOf(tables: string[], hours: number) {
  const clock = fastClock(), clicks: [string, number][] = [], troubles: string[] = [];
  const keepAlive = (table: string) => {
    clicks.push([table, clock.nowMs() - START_MS]);
    return table === "broken" ? Promise.reject(new Error("no mouse")) : Promise.resolve(true);
  };
  const onTrouble = (message: string) => troubles.push(message);
  const keeper = new SessionKeeper({ clock, random: randomOf(1), keepAlive, onTrouble, tables });
  await pass(clock, hours * 3_600_000);
  await keeper[Symbol.asyncDispose]();
  return { clock, clicks, troubles };
}

Deno.test("the first click of each table comes after 300 s, 30 s later for each further table", async () => {
  const { clicks } = await clicksOf(["one", "two", "three"], 0.11);
  assert.deepEqual(clicks.slice(0, 3), [["one", 300_000], ["two", 330_000], ["three", 360_000]]);
});

Deno.test("further clicks are 250 to 350 s apart, not always the same", async () => {
  const { clicks } = await clicksOf(["one"], 24);
  const gaps = clicks.slice(1).map(([, atMs], index) => atMs - clicks[index][1]);
  assert.ok(gaps.length > 250 && gaps.every((gap) => gap >= 250_000 && gap <= 350_000));
  assert.ok(Math.min(...gaps) < 255_000 && Math.max(...gaps) > 345_000);
});

Deno.test("a click that fails is told and the next one is tried", async () => {
  const { clicks, troubles } = await clicksOf(["broken"], 1);
  assert.ok(clicks.length > 9);
  assert.equal(troubles.length, clicks.length);
  assert.equal(troubles[0], "broken: no mouse");
});

Deno.test("no click comes after disposal", async () => {
  const { clock, clicks } = await clicksOf(["one"], 0.1);
  const before = clicks.length;
  await pass(clock, 3_600_000);
  assert.equal(clicks.length, before);
});
