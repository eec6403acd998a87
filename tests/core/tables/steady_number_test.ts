/** Balances and crowds: a jump waits for a second frame, lost digits for long, and a growing crowd for nothing. */
import { equal, match } from "node:assert/strict";
import { hasLostDigits, SteadyNumber, Tally } from "../../../core/tables/steady_number.ts";

function steady(kind: "balance" | "crowd", growing = false) {
  const number = new SteadyNumber(kind);
  let atMs = 0;
  return { number, see: (value: number) => number.doubt(value, { atMs: atMs += 200, growing }) };
}

Deno.test("SteadyNumber takes a balance from its second frame on, and small changes at once", () => {
  const { see } = steady("balance");
  match(see(10_000_000) ?? "", /one frame only/);
  equal(see(10_000_000), null);
  equal(see(9_999_000), null);
});

Deno.test("SteadyNumber wants two equal frames when a balance jumps, and forgets what was seen once", () => {
  const { see, number } = steady("balance");
  see(10_000), see(10_000);
  match(see(93_333) ?? "", /jumped from 10000 to 93333/);
  equal(see(10_000), null);
  match(see(93_333) ?? "", /jumped/);
  match(see(84_444) ?? "", /jumped/);
  equal(see(84_444), null);
  equal(number.known, 84_444);
});

Deno.test("SteadyNumber takes a balance that merely lost digits after ten seconds, not after two frames", () => {
  for (const lost of [1_234, 123_456 % 1_000, 12_345]) {
    const { see, number } = steady("balance");
    see(123_456), see(123_456);
    for (let frame = 0; frame < 50; frame++) match(see(lost) ?? "", /digits lost/, `${lost} in frame ${frame}`);
    equal(see(lost), null);
    equal(number.known, lost);
  }
});

Deno.test("SteadyNumber lets a crowd grow while bets are taken, but not gain a digit", () => {
  const { see } = steady("crowd", true);
  for (const players of [0, 20, 40, 95, 160, 431]) equal(see(players), null, `${players}`);
  match(see(4_310) ?? "", /jumped/);
  equal(see(440), null);
});

Deno.test("SteadyNumber begins anew with a new round's crowd", () => {
  const { number, see } = steady("crowd", true);
  see(431);
  number.reset();
  equal(see(4), null);
});

Deno.test("hasLostDigits() sees tenths, hundredths and parts, and no other change", () => {
  for (const [one, other] of [[1000, 100], [123456, 1234], [123456, 456], [5, 15]]) {
    equal(hasLostDigits(one, other), true);
  }
  for (const [one, other] of [[1000, 1000], [1000, 999], [123456, 2345], [431, 440]]) {
    equal(hasLostDigits(one, other), false);
  }
});

Deno.test("Tally gives the value that most frames agree on, and none of single frames", () => {
  const tally = new Tally();
  tally.add(5);
  tally.add(null);
  equal(tally.value, null);
  for (const value of [7, 5, 7, 7]) tally.add(value);
  equal(tally.value, 7);
});
