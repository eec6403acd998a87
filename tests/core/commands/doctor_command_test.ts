/** The diagnostics bundle of a data folder with secrets in every place where one may stand: none comes out. */
import { deepEqual, equal, match } from "node:assert/strict";
import { join } from "node:path";
import { LogFile } from "../../../core/ops/log.ts";
import { runHere } from "./run_here.ts";

const CANARY = "canary-secret-word-of-the-user";

async function folderWithSecrets(): Promise<string> {
  const data = await Deno.makeTempDir({ prefix: "aviator-doctor-" });
  await Deno.mkdir(join(data, "logs"));
  using log = new LogFile(join(data, "logs", "aviator.log"));
  const messages = [
    `Cannot fetch https://user:${CANARY}@hooks.example.org/${CANARY}?key=${CANARY}`,
    `token ${CANARY} was refused`,
    "4 tables are read",
  ];
  for (const message of messages) log.write({ atMs: 1_000, level: "info", source: "core", message });
  const config = {
    settings: { notifier: { telegramToken: CANARY, webhookUrl: `https://x.example.org/${CANARY}` } },
    deadMan: { url: `https://hc.example.org/${CANARY}` },
    forwarding: { url: "https://collector.example.org", token: `desk.${CANARY}` },
  };
  await Deno.writeTextFile(join(data, "own.json"), JSON.stringify(config));
  await Deno.writeTextFile(join(data, "run.json"), JSON.stringify({ token: CANARY }));
  await Deno.writeTextFile(join(data, "settings.json"), JSON.stringify({ settings: { notifier: { key: CANARY } } }));
  await Deno.writeTextFile(join(data, "performance.json"), `{"broken":"${CANARY}"`);
  return data;
}

Deno.test("doctor --bundle writes what helps and no secret, and never over a file", async () => {
  const data = await folderWithSecrets(), file = join(data, "bundle.json");
  const args = ["doctor", "--data", data, "--config", join(data, "own.json"), "--bundle", file];
  const { status } = await runHere(...args);
  equal(status, 0);
  const text = await Deno.readTextFile(file);
  equal(text.includes(CANARY) || text.includes("canary"), false);
  const bundle = JSON.parse(text);
  deepEqual(bundle.log.map(({ message }: { message: string }) => message), [
    "4 tables are read",
    "token … was refused",
    "Cannot fetch https://hooks.example.org/…",
  ]);
  equal(bundle.configuration.tickMs, 200);
  match(bundle.performance.missing, /performance\.json/);
  match(bundle.touches.missing, /touches\.json/);
  equal(bundle.files["own.json"] > 0, true);
  equal(bundle.findings[0].feature, "virtual tables");

  const again = await runHere(...args);
  equal(again.status, 3);
  match(again.errors, /it is there already/);
  await Deno.remove(data, { recursive: true });
});
