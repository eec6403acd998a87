/** Leases belong to cells: what becomes of them, and of bets under way, when a cell dies or another one takes its place. */
import assert from "node:assert/strict";
import { Limits } from "../../../core/betting/limits.ts";
import { deskWith, type Step } from "./desk.ts";
import { fastClock, leaseOf, NO_LIMITS, RANGE, requestOf } from "./fixtures.ts";

type Desk = ReturnType<typeof deskWith>;

function limitsWith(worker: string | null = "1") {
  const cell = { worker };
  const limits = new Limits({ clock: fastClock(), limits: NO_LIMITS, workerOf: () => cell.worker });
  const refusal = (mode: "virtual" | "live", worker: string | null | undefined = cell.worker) =>
    limits.refusal({ ...requestOf({ mode }), worker }, RANGE);
  const stateOf = (mode: string) => limits.leases().find((lease) => lease.mode === mode)?.state;
  limits.grant(leaseOf());
  limits.grant(leaseOf({ mode: "live" }));
  return { limits, cell, refusal, stateOf };
}

Deno.test("a lease allows nothing while its strategy has no cell", () => {
  const { cell, refusal, stateOf } = limitsWith();
  assert.deepEqual([refusal("virtual"), refusal("live")], [null, null]);
  cell.worker = null;
  assert.match(refusal("virtual") ?? "", /any more: flat does not run/);
  assert.match(refusal("live") ?? "", /any more: flat does not run/);
  assert.equal(stateOf("virtual"), "waiting");
});

Deno.test("with another cell a lease for play money goes on, and one for real money ends until it is granted anew", () => {
  const { limits, cell, refusal, stateOf } = limitsWith();
  cell.worker = "2";
  assert.equal(refusal("virtual"), null);
  assert.match(refusal("live") ?? "", /it died with its cell: grant it anew/);
  cell.worker = "1";
  assert.match(refusal("live") ?? "", /it died with its cell/, "it stays dead");
  assert.deepEqual([stateOf("virtual"), stateOf("live")], ["active", "ended"]);
  limits.grant(leaseOf({ mode: "live" }));
  assert.equal(refusal("live"), null);
});

Deno.test("a bet of a cell that is gone is refused, whichever mode", () => {
  const { cell, refusal } = limitsWith();
  cell.worker = "2";
  assert.match(refusal("virtual", "1") ?? "", /the cell of flat that asked for this bet is gone/);
  assert.match(refusal("virtual", null) ?? "", /is gone/);
  assert.equal(refusal("virtual", "2"), null);
});

Deno.test("a lease that was granted before its strategy started belongs to the first cell that is seen", () => {
  const { cell, refusal } = limitsWith(null);
  cell.worker = "7";
  assert.equal(refusal("live"), null);
  cell.worker = "8";
  assert.match(refusal("live") ?? "", /it died with its cell/);
});

Deno.test("another lease goes on counting where the old one was", () => {
  const { limits, refusal } = limitsWith();
  limits.grant(leaseOf({ betsPerHour: 1 }));
  limits.observe({ ...requestOf(), id: 1, state: "placing", reason: "", roundId: 1, ...NOT_YET });
  limits.revoke("flat");
  assert.match(refusal("virtual") ?? "", /no lease .* any more: revoked/);
  limits.grant(leaseOf({ betsPerHour: 1 }));
  assert.match(refusal("virtual") ?? "", /1 bets in the last hour/);
  const lease = limits.leases().find(({ mode }) => mode === "virtual");
  assert.deepEqual([lease?.betsLastHour, lease?.openMinor, lease?.state], [1, 2_000, "active"]);
});

const NOT_YET = { placedAtMs: null, settledAtMs: null, payoutMinor: null };

Deno.test("the arbiter places nothing that waits once the lease is revoked or the cell is gone", async () => {
  const cell = { worker: "1" as string | null };
  const clock = fastClock(), limits = new Limits({ clock, limits: NO_LIMITS, workerOf: () => cell.worker });
  limits.grant(leaseOf({ table: "balkanbet" }));
  limits.grant(leaseOf({ table: "soccer" }));
  const { request, device, arbiter } = deskWith({ names: ["balkanbet", "soccer"], clock, arbiter: { limits } });
  let steps = 0;
  device.before = () => {
    // In the middle of the first bet.
    if (steps++ === 3) limits.revoke("flat", "soccer");
  };
  const [first, second] = await Promise.all([
    request({ table: "balkanbet", worker: "1" }),
    request({ table: "soccer", worker: "1" }),
  ]);
  assert.deepEqual([first.state, second.state], ["placed", "refused"]);
  assert.match(second.reason, /revoked/);
  assert.equal(device.presses, 1);
  await arbiter.stop();
});

/** Does something to a bet's lease at a step of the bet; says what became of the bet and of what was typed. */
async function meanwhile(step: Step, act: (desk: ReturnType<typeof deskWith>) => void) {
  const desk = deskWith({ names: ["balkanbet"] }), { device, request, desktop } = desk;
  let done = false;
  device.before = (one) => {
    if (one !== step || done) return;
    done = true;
    act(desk);
  };
  const bet = await request(), game = desktop.game("balkanbet");
  return { bet, presses: device.presses, amount: game.panel.text("amount"), taken: game.bets().length };
}

Deno.test("a lease that is revoked while its bet is typed undoes the bet before its press, and it says so", async () => {
  const { bet, presses, amount, taken } = await meanwhile("type", ({ arbiter }) => arbiter.revoke("flat", "balkanbet"));
  assert.deepEqual([bet.state, presses, amount, taken], ["failed", 0, "10,00", 0]);
  assert.match(bet.reason, /^Cannot place bet: the lease of flat at balkanbet was revoked$/);
});

Deno.test("a lease that ends by itself while its bet is typed is seen before the press", async () => {
  for (
    const [end, reason] of [
      [({ limits }: Desk) => limits.drop(leaseOf({ table: "balkanbet" })), /flat has no lease for virtual bets/],
      [({ limits, clock }: Desk) => {
        limits.grant(leaseOf({ table: "balkanbet", expiresAtMs: clock.nowMs() }));
      }, /the lease of flat has expired/],
      [({ limits }: Desk) => limits.halt("by another"), /betting is halted: by another/],
    ] as const
  ) {
    const { bet, presses, amount } = await meanwhile("type", end);
    assert.deepEqual([bet.state, presses, amount], ["failed", 0, "10,00"]);
    assert.match(bet.reason, reason);
  }
});

Deno.test("a revoked lease leaves another table's bet alone", async () => {
  const { bet } = await meanwhile("type", ({ arbiter }) => arbiter.revoke("flat", "soccer"));
  assert.equal(bet.state, "placed");
});
