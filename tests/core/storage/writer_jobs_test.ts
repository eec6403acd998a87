/** When the writer's thread makes rows safe from a loss of power. */
import { equal } from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { flatten } from "../../../core/storage/flat_batch.ts";
import { migrate } from "../../../core/storage/schema.ts";
import { UNSYNCED_MS_MAX, WriterJobs } from "../../../core/storage/writer_jobs.ts";
import type { WriterAnswer } from "../../../core/storage/writer_messages.ts";
import { bet, FakeTimers, snapshots } from "./fixtures.ts";

class Scene {
  readonly timers = new FakeTimers();
  readonly answers: WriterAnswer[] = [];
  syncs = 0;
  fails = false;
  readonly jobs: WriterJobs;

  constructor() {
    const database = new DatabaseSync(":memory:");
    migrate(database, "memory");
    this.jobs = new WriterJobs({
      database,
      timers: this.timers,
      answer: (answer) => this.answers.push(answer),
      sync: () => {
        if (this.fails) throw new Error("Input/output error");
        this.syncs += 1;
      },
    });
  }

  rows(first: number): void {
    this.jobs.take({ type: "batches", jobs: [{ id: first, batch: flatten(snapshots(first, 3)), atMs: 1 }] });
  }
}

Deno.test("WriterJobs syncs rows within a second of the first one that is not, and then no more", () => {
  const scene = new Scene();
  for (let batch = 0; batch < 3; batch++) {
    scene.rows(batch * 3);
    scene.timers.pass(UNSYNCED_MS_MAX / 3 - 1);
  }
  equal(scene.syncs, 0);
  scene.timers.pass(3);
  equal(scene.syncs, 1);
  scene.timers.pass(60_000);
  equal(scene.syncs, 1);
});

Deno.test("WriterJobs leaves the sync out when a bet has made it, and makes it up when it is stopped", () => {
  const scene = new Scene();
  scene.rows(0);
  scene.jobs.take({ type: "bet", id: 1, bet: bet(1), atMs: 1 });
  scene.timers.pass(5000);
  equal(scene.syncs, 0);
  scene.rows(3);
  scene.jobs.stop();
  equal(scene.syncs, 1);
});

Deno.test("WriterJobs says that rows cannot be made safe, and tries again", () => {
  const scene = new Scene();
  scene.fails = true;
  scene.rows(0);
  scene.timers.pass(UNSYNCED_MS_MAX);
  const last = scene.answers.at(-1);
  equal(last?.type === "trouble" && last.text.includes("safe from a loss of power: Input/output error"), true);
  scene.fails = false;
  scene.timers.pass(UNSYNCED_MS_MAX);
  equal(scene.syncs, 1);
});
