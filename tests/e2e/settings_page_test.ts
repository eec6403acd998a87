/** The settings view in a real browser: a limit changed at once, a field that waits for a restart, what is refused on both sides. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { generatedConfiguration } from "../core/server/generated_operations.ts";
import { CHANGES_FILE } from "../../core/ops/config_changes.ts";
import { pageTest, show } from "./page_harness.ts";

const dataDir = Deno.makeTempDirSync({ prefix: "aviator-settings-page-" });

pageTest("the settings view changes limits and the tick, refuses what is wrong, and shows what only the file may set", {
  configuration: generatedConfiguration(dataDir),
}, async ({ page, complaints }) => {
  await show(page, "settings");
  const field = (path: string) => page.locator(`[data-setting="${path}"] input`);
  const save = page.getByRole("button", { name: "Save settings", exact: true });
  await field("tickMs").waitFor();
  assert.equal(await save.isDisabled(), true);

  await field("tickMs").fill("10");
  assert.match(await page.locator('[data-setting="tickMs"] [role="alert"]').innerText(), /50/);
  assert.equal(await save.isDisabled(), true);

  await field("tickMs").fill("400");
  await field("limits.losingStreak").fill("4");
  assert.equal(await field("limits.dailyLossMinor").inputValue(), "20000", "2,000,000 minor units");
  await field("limits.dailyLossMinor").fill("");
  await field("limits.bankrollMinor").fill("0.295");
  assert.match(await page.locator('[data-setting="limits.bankrollMinor"] [role="alert"]').innerText(), /Two digits/);
  await field("limits.bankrollMinor").fill("1234.29");
  await save.click();
  await page.getByText("Waiting for a restart: Time between two looks (ms)").waitFor();
  const { changes } = JSON.parse(await Deno.readTextFile(join(dataDir, CHANGES_FILE)));
  assert.deepEqual([changes.tickMs, changes.limits.losingStreak, changes.limits.dailyLossMinor], [400, 4, null]);
  assert.equal(changes.limits.bankrollMinor, 123_429);

  // The schema of one field takes it, the configuration as a whole does not.
  await page.locator('[data-setting="sameGame"] textarea').fill('[["mozzart","nobody"]]');
  await save.click();
  await page.getByText(/sameGame.*nobody is none/).waitFor();

  await page.getByRole("button", { name: "Restart now" }).click();
  await page.getByRole("button", { name: "Really restart?" }).click();
  await page.getByText("this page comes back by itself").waitFor();
  assert.match(await page.locator(".fixed").innerText(), /liveAllowed\s+false/);
  // The browser itself says that an answer was no success.
  assert.deepEqual(complaints.filter((one) => !one.includes("Failed to load resource")), []);
  await Deno.remove(dataDir, { recursive: true });
});

/** What the page told the browser to sound and to show. */
interface Told {
  tones: number;
  shown: string[];
}

pageTest(
  "an alert sounds and is shown when it was chosen, and nothing is before",
  {},
  async ({ page, host, freeze }) => {
    freeze();
    await page.context().grantPermissions(["notifications"]);
    await page.evaluate(() => {
      const told: Told = { tones: 0, shown: [] };
      class Noted extends Notification {
        constructor(title: string, options?: NotificationOptions) {
          super(title, options);
          told.shown.push(options?.body ?? "");
        }
      }
      const start = OscillatorNode.prototype.start;
      OscillatorNode.prototype.start = function (when) {
        told.tones += 1;
        start.call(this, when);
      };
      Object.assign(globalThis, { told, Notification: Noted });
    });
    const told = () => page.evaluate(() => (globalThis as unknown as { told: Told }).told);
    const [round] = await host.rounds({ limit: 1 });
    const finish = (id: number, multiplier: number) =>
      host.tell({ type: "round", round: { ...round, id, table: "mozzart", multiplier } });
    await show(page, "settings");
    finish(90_001, 9_900);
    await page.getByLabel("A round reaches").check();
    await page.getByLabel("From which multiplier on").fill("50");
    await page.getByLabel("Sound").check();
    await page.getByLabel("Notification of the browser").check();
    await page.getByLabel("Notification of the browser").and(page.locator(":checked")).waitFor();
    assert.deepEqual(await told(), { tones: 0, shown: [] }, "nothing was chosen yet");
    finish(90_002, 4_999);
    finish(90_003, 5_000);
    await page.waitForFunction(() => (globalThis as unknown as { told: Told }).told.shown.length > 0);
    assert.deepEqual(await told(), { tones: 1, shown: ["Mozzart: 50.00×"] });
    await page.reload();
    await show(page, "settings");
    assert.equal(await page.getByLabel("Sound").isChecked(), true, "the browser keeps it");
  },
);
