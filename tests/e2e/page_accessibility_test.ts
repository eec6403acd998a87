/** Every view by axe's rules, in both themes and both sizes: contrast, names, roles, order, keyboard. */
import assert from "node:assert/strict";
import axe from "axe-core";
import { DESKTOP, pageTest, PHONE, show, VIEWS } from "./page_harness.ts";

/** The part of axe that is used in the page. */
interface Axe {
  run(options: { resultTypes: string[] }): Promise<{ violations: { id: string; help: string; nodes: AxeNode[] }[] }>;
}
interface AxeNode {
  target: string[];
  failureSummary?: string;
}

for (const [size, viewport] of Object.entries({ desk: DESKTOP, phone: PHONE })) {
  for (const theme of ["light", "dark"]) {
    pageTest(`axe finds nothing in any view when the page is ${theme} on a ${size}`, { viewport }, async (opened) => {
      const { page, freeze } = opened;
      await page.evaluate((chosen) => localStorage.setItem("theme", chosen), theme);
      await page.reload();
      await page.waitForSelector("footer");
      const found: string[] = [];
      for (const view of VIEWS) {
        await show(page, view);
        await page.waitForFunction(() => !document.querySelector("main")?.innerText.includes("Loading…"));
        found.push(...(await violations(page)).map((one) => `${view}: ${one}`));
      }
      freeze();
      assert.deepEqual(found, []);
    });
  }
}

async function violations(page: Parameters<Parameters<typeof pageTest>[2]>[0]["page"]): Promise<string[]> {
  // Evaluated by the browser's own tools: the page's policy lets no other script in.
  await page.evaluate(axe.source);
  const result = await page.evaluate(() =>
    (globalThis as unknown as { axe: Axe }).axe.run({ resultTypes: ["violations"] })
  );
  return result.violations.flatMap(({ id, help, nodes }) =>
    nodes.slice(0, 3).map(({ target, failureSummary }) => `${id}: ${help}: ${target.join(" ")}: ${failureSummary}`)
  );
}
