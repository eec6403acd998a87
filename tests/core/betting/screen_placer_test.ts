import assert from "node:assert/strict";
import { type DeskOptions, deskWith, type Step } from "./desk.ts";
import { pass } from "./fixtures.ts";

const ONE: DeskOptions = { names: ["balkanbet"] };
const crash = (): never => {
  throw new Error("mouse unplugged");
};

/** The steps of one bet when nothing goes wrong. */
async function stepsOfABet(): Promise<Step[]> {
  const { request, device } = deskWith(ONE);
  await request();
  return device.steps.map(({ step }) => step);
}

function textsOf({ desktop }: ReturnType<typeof deskWith>): [string, string] {
  const { panel } = desktop.game("balkanbet");
  return [panel.text("amount"), panel.text("autoCashOut")];
}

Deno.test("place() moves, clicks and types in a fixed order, and presses last", async () => {
  const field = ["move", "click", "selectAll", "erase", "type"];
  assert.deepEqual(await stepsOfABet(), [...field, ...field, "move", "click", "move", "press"]);
});

Deno.test("place() presses once at most and knows whether it has, when the device fails at any step", async () => {
  const steps = await stepsOfABet();
  for (let failing = 0; failing < steps.length; failing++) {
    const desk = deskWith(ONE), { request, device, saved, desktop } = desk;
    device.before = (_step, index) => index >= failing ? crash() : undefined;
    const bet = await request();
    const pressed = steps[failing] === "press";
    assert.equal(bet.state, pressed ? "unknown" : "failed", `step ${failing}`);
    assert.match(bet.reason, /mouse unplugged/);
    assert.equal(device.presses, pressed ? 1 : 0);
    assert.deepEqual(saved.map(({ state }) => state), ["requested", "placing", bet.state]);
    assert.deepEqual(desktop.game("balkanbet").bets(), []);
  }
});

Deno.test("place() puts back what it typed when one step fails", async () => {
  const steps = await stepsOfABet();
  for (let failing = 0; failing < steps.length - 1; failing++) {
    const desk = deskWith(ONE), before = textsOf(desk);
    desk.device.before = (_step, index) => index === failing ? crash() : undefined;
    const bet = await desk.request();
    assert.equal(bet.state, "failed");
    assert.deepEqual(textsOf(desk), before, `step ${failing}: ${bet.reason}`);
  }
});

Deno.test("halt() at any step before the press leaves the button unpressed, and after it the bet is known", async () => {
  const steps = await stepsOfABet();
  for (let halting = 0; halting < steps.length; halting++) {
    const desk = deskWith(ONE), before = textsOf(desk), { device, arbiter, request, desktop } = desk;
    device.before = (_step, index) => index === halting ? arbiter.halt("by hand") : undefined;
    const bet = await request();
    const pressed = steps[halting] === "press";
    assert.equal(bet.state, pressed ? "placed" : "failed", `step ${halting}`);
    assert.equal(device.presses, pressed ? 1 : 0);
    assert.equal(desktop.game("balkanbet").bets().length, device.presses);
    if (!pressed) assert.deepEqual(textsOf(desk), before, `step ${halting}: ${bet.reason}`);
    assert.equal(arbiter.view().reason, "by hand");
  }
});

Deno.test("place() types once more when a click, a key or an erasure is lost, and bets the right numbers", async () => {
  const steps = await stepsOfABet();
  for (let losing = 0; losing < steps.length - 1; losing++) {
    // A pointer that stays where it was is the user's: that is no lost key.
    if (steps[losing] === "move") continue;
    const { request, device, desktop } = deskWith(ONE);
    device.before = (_step, index) => index === losing ? "lost" : undefined;
    const bet = await request(), story = `step ${losing}, ${steps[losing]}: ${bet.reason}`;
    assert.equal(bet.state, "placed", story);
    const taken = desktop.game("balkanbet").bets().map((one) => [one.stakeMinor, one.cashOutHundredths]);
    assert.deepEqual(taken, [[25_50, 220]], story);
    assert.equal(device.presses, 1, story);
  }
});

Deno.test("place() fails without a press when keys or clicks go on being lost", async () => {
  for (const lost of ["click", "type"] as const) {
    const { request, device, desktop } = deskWith(ONE);
    device.before = (step) => step === lost ? "lost" : undefined;
    const bet = await request();
    assert.deepEqual([bet.state, device.presses, desktop.game("balkanbet").bets()], ["failed", 0, []], bet.reason);
    assert.match(bet.reason, /amount shows/);
  }
});

Deno.test("place() never presses again when the press was ignored, and calls the bet unknown", async () => {
  const { request, device, desktop, ledger } = deskWith(ONE);
  device.before = (step) => step === "press" ? "lost" : undefined;
  const bet = await request();
  assert.equal(bet.state, "unknown");
  assert.match(bet.reason, /pressed, but the button shows bet/);
  assert.equal(device.presses, 1);
  assert.deepEqual(desktop.game("balkanbet").bets(), []);
  assert.deepEqual(ledger.openBets(), []);
});

Deno.test("place() calls a bet unknown when the table is covered right after the press", async () => {
  const { request, device, screen } = deskWith(ONE);
  device.before = (step) => void (step === "press" && (screen.covered = true));
  const bet = await request();
  assert.equal(bet.state, "unknown");
  assert.match(bet.reason, /pressed, but the button shows unknown/);
  assert.equal(device.presses, 1);
});

Deno.test("place() clicks nothing on a covered table, and nothing more once it is covered", async () => {
  const covered = deskWith(ONE);
  covered.screen.covered = true;
  assert.match((await covered.request()).reason, /covered or not readable/);
  assert.deepEqual(covered.device.steps, []);
  const { request, device, screen } = deskWith(ONE);
  let since = 0;
  device.before = (step, index) => {
    if (step === "type" && !screen.covered) [screen.covered, since] = [true, index];
  };
  const bet = await request();
  assert.equal(bet.state, "failed");
  assert.match(bet.reason, /not undone: the table is covered/);
  assert.deepEqual(device.steps.slice(since + 1).map(({ step }) => step), ["move", "click"]);
});

Deno.test("place() does not press when the flight begins while it types", async () => {
  const { request, device, clock } = deskWith(ONE);
  device.before = async (step, index) => {
    if (step === "type" && index === 4) await clock.sleep(5_100);
  };
  const bet = await request({ deadlineMs: clock.nowMs() + 60_000 });
  assert.equal(bet.state, "failed");
  assert.match(bet.reason, /the phase is flying/);
  assert.equal(device.presses, 0);
});

Deno.test("place() does not press after its deadline, even while the table waits", async () => {
  const { request, device, clock } = deskWith(ONE);
  device.before = async (step, index) => {
    if (step === "type" && index === 9) await clock.sleep(1_000);
  };
  const bet = await request({ deadlineMs: clock.nowMs() + 1_000 });
  assert.match(bet.reason, /0 ms late/);
  assert.equal(device.presses, 0);
});

Deno.test("place() calls a bet unknown when the flight began under the press", async () => {
  const { request, device, clock, desktop } = deskWith(ONE);
  device.before = async (step) => {
    if (step === "press") await clock.sleep(5_100);
  };
  const bet = await request({ deadlineMs: clock.nowMs() + 60_000 });
  assert.equal(bet.state, "unknown");
  assert.match(bet.reason, /as the flight began/);
  assert.equal(device.presses, 1);
  assert.deepEqual(desktop.game("balkanbet").bets(), []);
});

Deno.test("place() does not press a button that shows anything but bet", async () => {
  const { request, device, clock } = deskWith(ONE);
  assert.equal((await request()).state, "placed");
  await pass(clock, 100);
  assert.match((await request()).reason, /the button shows cancel, not bet/);
  assert.equal(device.presses, 1);
});

Deno.test("place() looks at everything once more with the pointer on the button", async () => {
  const changes: [RegExp, (desk: ReturnType<typeof deskWith>) => void][] = [
    [/amount shows 99900, not 2550/, ({ desktop }) => desktop.game("balkanbet").panel.setText("amount", "999,00")],
    [
      /auto cash-out shows 900, not 220/,
      ({ desktop }) => desktop.game("balkanbet").panel.setText("autoCashOut", "9,00"),
    ],
    [/auto cash-out is off/, ({ desktop }) => desktop.game("balkanbet").panel.auto = false],
  ];
  const last = (await stepsOfABet()).lastIndexOf("move");
  for (const [reason, change] of changes) {
    const desk = deskWith(ONE), { device, request } = desk;
    device.before = (_step, index) => index === last ? change(desk) : undefined;
    const bet = await request();
    assert.equal(bet.state, "failed");
    assert.match(bet.reason, reason);
    assert.equal(device.presses, 0);
  }
});
