/** A dropped-in folder that asks for the network: it waits, is approved on the page, runs, is revoked, ends. `AVIATOR_SCREENSHOTS=DIR` keeps pictures. */
import { equal, match, ok } from "node:assert/strict";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { CHROMIUM, launchHeadless, openPage } from "./headless.ts";
import { DESKTOP, PHONE, show } from "./page_harness.ts";
import { startProgram } from "./program.ts";
import { testWith } from "./programs.ts";

const STATE_MS_MAX = 30_000;

/** Writes a collector that asks a server ten times a second. */
async function writeAsker(folder: string, port: number): Promise<void> {
  await Deno.mkdir(folder, { recursive: true });
  const net = [`127.0.0.1:${port}`];
  const manifest = {
    name: "asker",
    kind: "collector",
    title: "Asker",
    description: "Asks a server for odds.",
    sdk: 1,
    entry: "main.ts",
    permissions: [{ net, reason: "asks for odds ten times a second" }],
  };
  await Deno.writeTextFile(join(folder, "plugin.json"), JSON.stringify(manifest));
  await Deno.writeTextFile(
    join(folder, "main.ts"),
    `import { defineCollector } from "@aviator/sdk";
    export default defineCollector({
      create({ fetch }) {
        setInterval(() => void fetch("http://${net}/odds").catch((error) => console.warn(error.message)), 1000);
        return {};
      },
    });`,
  );
}

async function picture(page: Page, name: string): Promise<void> {
  const folder = Deno.env.get("AVIATOR_SCREENSHOTS");
  if (!folder) return;
  for (const [size, viewport] of Object.entries({ wide: DESKTOP, narrow: PHONE })) {
    await page.setViewportSize(viewport);
    await page.screenshot({ path: join(folder, `${name}_${size}.png`), fullPage: true });
  }
  await page.setViewportSize(DESKTOP);
}

testWith(
  [CHROMIUM],
  "a folder that asks for the network waits, is approved on the page, runs, and ends when revoked",
  async () => {
    const dataDir = await Deno.makeTempDir({ prefix: "aviator-approval-" });
    let requests = 0;
    const asked = Promise.withResolvers<void>();
    const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, () => {
      requests += 1;
      asked.resolve();
      return new Response("2.10");
    });
    await writeAsker(join(dataDir, "more", "collectors", "asker"), server.addr.port);
    const configFile = join(dataDir, "config.json");
    await Deno.writeTextFile(configFile, JSON.stringify({ allowPrivateNet: [`127.0.0.1:${server.addr.port}`] }));
    const args = ["--config", configFile, "--plugins", join(dataDir, "more")];
    await using program = await startProgram({ dataDir, args });
    const browser = await launchHeadless();
    try {
      const { page, complaints } = await openPage(browser, { url: program.url.href, viewport: DESKTOP });
      await show(page, "plugins");
      await page.click('[data-row="asker"]');
      const panel = page.locator('[data-plugin="asker"]');
      await panel.getByText("waits for approval").waitFor();
      equal(requests, 0, "it has not run");
      await picture(page, "waiting");
      await panel.getByRole("button", { name: "Approve…" }).click();
      match(await page.locator("dialog").innerText(), /asks for odds ten times a second/);
      match(await page.locator("dialog").innerText(), /[0-9a-f]{64}/);
      await picture(page, "dialog");
      await page.getByRole("button", { name: "Approve and run" }).click();
      await panel.locator(".badge.good").waitFor({ timeout: STATE_MS_MAX });
      await asked.promise;
      await panel.getByText(`127.0.0.1:${server.addr.port}`).nth(1).waitFor({ timeout: STATE_MS_MAX });
      await picture(page, "running");
      await panel.getByRole("button", { name: "Revoke" }).click();
      await panel.getByRole("button", { name: "Really revoke" }).click();
      await panel.getByText("waits for approval").waitFor({ timeout: STATE_MS_MAX });
      const then = requests;
      await page.waitForTimeout(1500);
      equal(requests, then, "nothing is asked any more");
      equal(complaints.join("\n"), "");
      const { touches } = await (await program.ask("/api/plugins/asker")).json();
      ok(touches[0].hosts[`127.0.0.1:${server.addr.port}`].requests >= requests);
    } finally {
      await browser.close();
      await server.shutdown();
    }
    program.signal("SIGTERM");
    equal(await program.ended, 0);
    await Deno.remove(dataDir, { recursive: true });
  },
);
