import { deepEqual, equal, ok, rejects } from "node:assert/strict";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { DesktopDevice } from "../../../core/betting/desktop_device.ts";
import { BROWSER_PROGRAMS, launchChromium } from "../../e2e/chromium.ts";
import { DesktopProcess } from "../../e2e/desktop_process.ts";
import { X11Keys } from "../../../core/screen/x11_keys.ts";
import { press } from "../../e2e/press_keys.ts";
import { until } from "../../e2e/processes.ts";
import { testWith } from "../../e2e/programs.ts";
import { startXvfb, type Xvfb } from "../../e2e/xvfb.ts";

const SCREEN = { width: 800, height: 600 };
const FORM = `<!doctype html><title>form</title><style>body{margin:0}*{position:absolute;box-sizing:border-box}</style>
<input style="left:100px;top:80px;width:200px;height:40px" value="9.99">
<button style="left:100px;top:200px;width:200px;height:60px">Play</button>
<script>
  clicks = []; elsewhere = 0;
  document.querySelector("button").addEventListener("click", (event) => clicks.push([event.clientX, event.clientY, event.isTrusted]));
  document.addEventListener("click", (event) => { if (event.target === document.body || event.target === document.documentElement) elsewhere += 1 });
</script>`;
const INPUT = { x: 200, y: 100 }, BUTTON = { x: 150, y: 230 };

interface Desk extends AsyncDisposable {
  xvfb: Xvfb;
  page: Page;
  device: DesktopProcess;
}

async function openDesk(): Promise<Desk> {
  await using opened = new AsyncDisposableStack();
  const xvfb = opened.use(await startXvfb(SCREEN));
  const url = `data:text/html;base64,${btoa(FORM)}`;
  const { page } = opened.use(await launchChromium({ display: xvfb.display, url, ...SCREEN }));
  const device = opened.use(new DesktopProcess({ display: xvfb.display }));
  const resources = opened.move();
  return { xvfb, page, device, [Symbol.asyncDispose]: () => resources.disposeAsync() };
}

const isDeviceError = (words: RegExp) => (error: Error & { code?: string }) => {
  equal(error.code, "device");
  ok(words.test(error.message), error.message);
  return true;
};

testWith(BROWSER_PROGRAMS, "DesktopDevice", async (context) => {
  await using desk = await openDesk();
  const { device, page } = desk;
  const value = () => page.locator("input").inputValue();

  await context.step("position() says where moveTo() went", async () => {
    for (const point of [{ x: 0, y: 0 }, { x: 799, y: 599 }, { x: 13, y: 577 }]) {
      await device.moveTo(point);
      deepEqual(await device.position(), point);
    }
  });

  await context.step("type() replaces all text when all is selected", async () => {
    await device.moveTo(INPUT);
    await device.click();
    await device.selectAll();
    await device.type("1.234,56");
    await page.waitForFunction(() => document.querySelector("input")!.value === "1.234,56");
    for (let count = 0; count < 20; count++) {
      const text = `${count}0987654321.${count},`;
      await device.selectAll();
      await device.type(text);
      await page.waitForFunction((text) => document.querySelector("input")!.value === text, text);
    }
  });

  await context.step("erase() deletes a character, or all when all is selected", async () => {
    await device.selectAll();
    await device.type("120");
    await device.erase();
    await page.waitForFunction(() => document.querySelector("input")!.value === "12");
    await device.selectAll();
    await device.erase();
    await page.waitForFunction(() => document.querySelector("input")!.value === "");
  });

  await context.step("type() refuses and types nothing when there is more than digits, point and comma", async () => {
    for (const text of ["12a", "1 2", "-1", "1\n"]) await rejects(device.type(text), RangeError);
    equal(await value(), "");
  });

  await context.step("click() is seen once, by the button, as a user's own", async () => {
    await device.moveTo(BUTTON);
    await device.click();
    await page.waitForFunction("clicks.length > 0");
    deepEqual(await page.evaluate("clicks"), [[BUTTON.x, BUTTON.y, true]]);
    equal(await page.evaluate("elsewhere"), 0);
  });

  await context.step("click() fails and nothing is clicked when the server stands still", async () => {
    desk.xvfb.signal("SIGSTOP");
    await rejects(device.click(), isDeviceError(/stopped answering/));
    await rejects(device.click(), isDeviceError(/stopped answering/));
    desk.xvfb.signal("SIGCONT");
    await page.waitForFunction(() => new Promise((resolve) => requestAnimationFrame(() => resolve(true))));
    deepEqual(await device.position(), BUTTON);
    equal(await page.evaluate("clicks.length"), 1);
  });

  await context.step("every action fails and the process lives when the server is gone", async () => {
    desk.xvfb.signal("SIGKILL");
    await desk.xvfb.ended;
    const actions = [
      () => device.position(),
      () => device.moveTo(BUTTON),
      () => device.click(),
      () => device.selectAll(),
      () => device.type("1"),
      () => device.erase(),
    ];
    for (const act of actions) await rejects(act(), isDeviceError(/^Cannot use mouse and keyboard: .* is gone/));
  });
});

Deno.test("DesktopDevice.open() fails when there is no such display", async () => {
  await rejects(DesktopDevice.open({ display: ":9999" }), isDeviceError(/Cannot open display :9999/));
});

testWith(["Xvfb"], "DesktopDevice.open() says which package is missing when libxtst6 is not there", async () => {
  await using xvfb = await startXvfb({ width: 320, height: 200 });
  const folder = await Deno.makeTempDir();
  try {
    await Deno.writeTextFile(join(folder, "libXtst.so.6"), "not a library");
    await using device = new DesktopProcess({ display: xvfb.display, environment: { LD_LIBRARY_PATH: folder } });
    await rejects(device.position(), isDeviceError(/^Cannot load nut-js .*apt-get install libxtst6.*libXtst.so.6/));
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

testWith(["Xvfb", "python3"], "DesktopDevice.open() releases the key that a killed process has left down", async () => {
  await using xvfb = await startXvfb({ width: 320, height: 200 });
  const { display } = xvfb;
  using keys = await X11Keys.open(display, ["Ctrl"]);
  await press(display, { keys: [0xffe3], down: true });
  await until("Ctrl is down", () => keys.look() === true);
  await using device = new DesktopProcess({ display });
  await device.position();
  await until("Ctrl is up", () => keys.look() === false);
});
