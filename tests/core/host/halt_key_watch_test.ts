/** The keys that stop betting, on a real X server: pressed by another program, whatever has the keyboard. */
import { deepEqual, ok } from "node:assert/strict";
import { HaltKeyWatch } from "../../../core/host/halt_key_watch.ts";
import { X11Keys } from "../../../core/screen/x11_keys.ts";
import { sleep, until } from "../../e2e/processes.ts";
import { press } from "../../e2e/press_keys.ts";
import { testWith } from "../../e2e/programs.ts";
import { startXvfb } from "../../e2e/xvfb.ts";

const CTRL = 0xffe3, ALT = 0xffe9, H = 0x68, J = 0x6a;

testWith(["Xvfb", "python3"], "the keys stop betting when all of them are down, once a press", async () => {
  await using xvfb = await startXvfb({ width: 320, height: 200 });
  const halts: string[] = [];
  const keys = await X11Keys.open(xvfb.display, ["Ctrl", "Alt", "H"]);
  await using watch = new HaltKeyWatch({ halt: (reason) => halts.push(reason) }, { keys, name: "Ctrl+Alt+H" });
  const wait = () => sleep(250);
  const { display } = xvfb;
  await press(display, { keys: [CTRL, ALT, J], down: true });
  await wait();
  deepEqual(halts, []);
  await press(display, { keys: [H], down: true });
  await until("the keys are seen", () => halts.length > 0);
  await wait();
  deepEqual(halts, ["halted by Ctrl+Alt+H"], "held keys halt once");
  // On a slow machine a short release may pass unseen.
  for (let presses = 2; halts.length < 2; presses++) {
    await press(display, { keys: [H], down: false });
    await wait();
    await press(display, { keys: [H], down: true });
    await wait();
    ok(presses < 20 && halts.length <= presses, `${halts.length} halts by ${presses} presses`);
  }
  deepEqual(watch.warnings(), []);
});

testWith(["Xvfb", "python3"], "a server that is gone is a warning and no crash", async () => {
  const xvfb = await startXvfb({ width: 320, height: 200 });
  const keys = await X11Keys.open(xvfb.display, ["Pause"]);
  await using watch = new HaltKeyWatch({ halt: () => {} }, { keys, name: "Pause" });
  await xvfb[Symbol.asyncDispose]();
  for (let tries = 0; tries < 100 && watch.warnings().length === 0; tries++) {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  deepEqual(watch.warnings(), ["the keys that stop betting are not watched any more: the X server is gone"]);
});
