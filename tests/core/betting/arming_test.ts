import assert from "node:assert/strict";
import { Arming, CODE_MS_MAX } from "../../../core/betting/arming.ts";
import { HostError } from "../../../core/protocol/errors.ts";

const LOSS = 14_805;
const refused = (says: RegExp) => (error: unknown) =>
  error instanceof HostError && error.code === "refused" && says.test(error.message);

function armingAt(startMs = 1_000_000, { liveAllowed = true, hasEdge = false } = {}) {
  const time = { nowMs: startMs };
  let codes = 0;
  const arming = new Arming({
    clock: { nowMs: () => time.nowMs },
    liveAllowed,
    newCode: () => String(100_000 + codes++),
  });
  const offer = (minutes = 15) => arming.offer(minutes, { players: [], lossPerHourMinor: LOSS, hasEdge });
  const arm = (code: string) => arming.confirm({ code, acceptsLossPerHourMinor: LOSS });
  return { arming, time, offer, arm };
}

Deno.test("confirm() arms for the minutes of the offer, and arming ends by itself", () => {
  const { arming, time, offer, arm } = armingAt();
  const { code } = offer(15);
  assert.equal(arming.untilMs, null);
  arm(code);
  assert.equal(arming.untilMs, time.nowMs + 900_000);
  time.nowMs += 899_999;
  assert.notEqual(arming.untilMs, null);
  time.nowMs += 1;
  assert.equal(arming.untilMs, null);
});

Deno.test("a code counts once, for a minute, and a later offer makes it void", () => {
  const { time, offer, arm, arming } = armingAt();
  const first = offer().code;
  const second = offer().code;
  assert.throws(() => arm(first), refused(/this is not the code/));
  assert.throws(() => arm(second), refused(/no code is waiting/), "a wrong code has made it void");
  const third = offer().code;
  time.nowMs += CODE_MS_MAX;
  assert.throws(() => arm(third), refused(/was good for 60 s/));
  const fourth = offer().code;
  time.nowMs += CODE_MS_MAX - 1;
  arm(fourth);
  assert.throws(() => arm(fourth), refused(/no code is waiting/));
  assert.notEqual(arming.untilMs, null);
});

Deno.test("without an edge the second step wants the loss by its amount and shows it; an offer survives the question", () => {
  const { arming, offer } = armingAt();
  const { code } = offer();
  for (const acceptsLossPerHourMinor of [undefined, 0, LOSS - 1]) {
    assert.throws(() => arming.confirm({ code, acceptsLossPerHourMinor }), refused(/148\.05 an hour would be lost/));
  }
  assert.equal(arming.untilMs, null);
  arming.confirm({ code, acceptsLossPerHourMinor: LOSS });
  assert.notEqual(arming.untilMs, null);
});

Deno.test("with an edge the code is enough", () => {
  const { arming, offer } = armingAt(0, { hasEdge: true });
  arming.confirm({ code: offer().code });
  assert.notEqual(arming.untilMs, null);
});

Deno.test("end() disarms and makes a waiting code void; a forbidding configuration gives none", () => {
  const { arming, offer, arm } = armingAt();
  arm(offer().code);
  const { code } = offer();
  arming.end();
  assert.equal(arming.untilMs, null);
  assert.throws(() => arm(code), refused(/no code is waiting/));
  assert.throws(() => armingAt(0, { liveAllowed: false }).offer(), refused(/liveAllowed: false/));
});

Deno.test("codes are unpredictable six figures unless told", () => {
  const arming = new Arming({ clock: { nowMs: () => 0 }, liveAllowed: true });
  const codes = Array.from(
    { length: 50 },
    () => arming.offer(1, { players: [], lossPerHourMinor: 0, hasEdge: false }).code,
  );
  assert.ok(codes.every((code) => /^\d{6}$/.test(code)));
  assert.ok(new Set(codes).size > 45);
});

Deno.test("a clock that is set back ends arming, and a code with it", () => {
  const { arming, time, offer, arm } = armingAt();
  arm(offer(15).code);
  time.nowMs -= 3_600_000;
  assert.equal(arming.untilMs, null);
  time.nowMs += 3_600_000;
  assert.equal(arming.untilMs, null, "also once the clock is right again");
  const { code } = offer();
  time.nowMs -= 30_000;
  assert.throws(() => arm(code), refused(/was good for/));
});
