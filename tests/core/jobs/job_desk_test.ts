/** Jobs in real processes: they end well or with their reason, survive the end of the program, and keep within their limits. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { z } from "zod";
import { JOB_STARTS_MAX, JobDesk, JOBS_KEPT_MAX, JOBS_QUEUED_MAX } from "../../../core/jobs/job_desk.ts";
import { jobFolder, readJob, saveJob } from "../../../core/jobs/job_file.ts";
import { PROJECT_DIR } from "../../../core/commands/project.ts";
import type { JobView } from "../../../core/protocol/job.ts";

const WAIT_MS_MAX = 120_000;
const DENO_DIR = JSON.parse(new TextDecoder().decode(
  new Deno.Command(Deno.execPath(), { args: ["info", "--json"] }).outputSync().stdout,
)).denoDir;
const SHORT = { strategy: "flat", table: "soccer", rounds: { kind: "law", seed: 1, count: 5_000 } };
const LONG = { ...SHORT, rounds: { kind: "law", seed: 1, count: 10_000_000 } };

class Office implements AsyncDisposable {
  readonly dataDir = Deno.makeTempDirSync({ prefix: "aviator-jobs-" });
  readonly troubles: string[] = [];
  #desk: JobDesk | null = null;

  async open(kinds?: Parameters<typeof JobDesk.open>[0]["kinds"]): Promise<JobDesk> {
    return this.#desk = await JobDesk.open({
      ...{ dataDir: this.dataDir, projectDir: PROJECT_DIR, denoDir: DENO_DIR, pluginDirs: [], kinds },
      clock: { nowMs: () => Date.now() },
      onTrouble: (message) => this.troubles.push(message),
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#desk?.[Symbol.asyncDispose]();
    await Deno.remove(this.dataDir, { recursive: true });
  }
}

/** Waits until a job is as wanted; fails when that takes too long. */
async function until(desk: JobDesk, id: number, isIt: (job: JobView) => boolean): Promise<JobView> {
  const { promise, resolve, reject } = Promise.withResolvers<JobView>();
  const look = (jobs: JobView[]) => {
    const job = jobs.find((one) => one.id === id);
    if (job && isIt(job)) resolve(job);
  };
  const timer = setTimeout(() => reject(new Error(JSON.stringify(desk.views()))), WAIT_MS_MAX);
  const end = desk.subscribe(look);
  look(desk.views());
  return await promise.finally(() => {
    clearTimeout(timer);
    end();
  });
}

Deno.test("a backtest as a job comes to what the same backtest comes to, with its progress told", async () => {
  await using office = new Office();
  const desk = await office.open();
  const heard: JobView[][] = [];
  desk.subscribe((jobs) => heard.push(jobs));
  const id = await desk.start("backtest", SHORT);
  const job = await until(desk, id, ({ endedAtMs }) => endedAtMs !== null);
  assert.equal(job.state, "done", job.reason);
  assert.match(job.summary, /^It (lost|won) .* in 5000 bets on 5000 rounds\.$/);
  const { result, options } = await desk.details(id);
  assert.deepEqual(options, { ...SHORT, settings: {}, bankrollMinor: null, redraw: "law" });
  assert.equal((result as { staked: number }).staked, 5_000_000);
  assert.deepEqual([...new Set(heard.flat().map(({ state }) => state))], ["queued", "running", "done"]);
  await desk.remove(id);
  assert.deepEqual(desk.views(), []);
  await assert.rejects(desk.details(id), /there is none/);
  assert.deepEqual(office.troubles, []);
});

Deno.test("a job that cannot be done fails with the reason, and the next one has its turn", async () => {
  await using office = new Office();
  const desk = await office.open();
  const wrong = await desk.start("backtest", { ...SHORT, strategy: "nobody" });
  const right = await desk.start("backtest", SHORT);
  const failed = await until(desk, wrong, ({ endedAtMs }) => endedAtMs !== null);
  assert.equal(failed.state, "failed");
  assert.match(failed.reason, /Cannot play nobody: no such strategy; there are .*flat/);
  assert.equal((await until(desk, right, ({ endedAtMs }) => endedAtMs !== null)).state, "done");
});

Deno.test("a job survives the end of the program, in which no process of it is left", async () => {
  await using office = new Office();
  const before = await office.open();
  const id = await before.start("backtest", LONG);
  const kept = join(jobFolder(office.dataDir, id), "played.json");
  const playedRounds = () => JSON.parse(Deno.readTextFileSync(kept)).tally.totals.rounds as number;
  for (let isThere = false; !isThere;) {
    const { endedAtMs } = await until(before, id, ({ done }) => done > 0);
    assert.equal(endedAtMs, null, "it is over before anything was kept");
    isThere = await Deno.stat(kept).then(() => true, () => new Promise((resolve) => setTimeout(resolve, 20, false)));
  }
  await before[Symbol.asyncDispose]();
  assert.equal((await readJob(jobFolder(office.dataDir, id)))?.state, "running");
  const played = playedRounds(), after = await office.open();
  const again = await until(after, id, ({ state, done }) => state === "running" && done > 0);
  assert.equal(again.all, 10_000_000);
  assert.ok(played > 0 && again.done > played, `${again.done} rounds at once, ${played} were kept`);
  await after.cancel(id);
  const [job] = after.views();
  assert.deepEqual([job.state, job.reason], ["cancelled", "cancelled by the user"]);
  await assert.rejects(after.cancel(id), /it is cancelled/);
  const shells = new TextDecoder().decode((await new Deno.Command("ps", { args: ["-eo", "args"] }).output()).stdout);
  assert.ok(!shells.includes(join(office.dataDir, "jobs")), "its process is gone");
});

Deno.test("a search that was killed goes on behind the settings that it has played, to the same result", async () => {
  await using office = new Office();
  const cashOuts = Array.from({ length: 150 }, (_, at) => 150 + at);
  const asked = { ...SHORT, rounds: { ...SHORT.rounds, count: 1_000_000 }, space: { cashOutHundredths: cashOuts } };
  const folder = join(office.dataDir, "research");
  const played = () => {
    const [part] = [...Deno.readDirSync(office.dataDir)].some(({ name }) => name === "research")
      ? [...Deno.readDirSync(folder)].filter(({ name }) => name.endsWith(".part"))
      : [];
    return part ? Deno.readTextFileSync(join(folder, part.name)).split("\n").length - 1 : 0;
  };
  const before = await office.open(), watcher = Deno.watchFs(office.dataDir);
  const id = await before.start("optimize", asked);
  for await (const _ of watcher) if (played() > 0) break;
  await before[Symbol.asyncDispose]();
  const kept = played();
  assert.ok(kept > 0 && kept < cashOuts.length, `${kept} of ${cashOuts.length}`);
  const after = await office.open();
  const again = await until(after, id, ({ done }) => done > 0);
  assert.ok(again.done > 2 * kept, `${again.done} of ${again.all} steps at once, ${kept} settings were kept`);
  await until(after, id, ({ state }) => state === "done");
  assert.equal(played(), 0, "nothing is left of what was under way");
  // The whole search once more, which nothing interrupts.
  const whole = await after.start("optimize", asked);
  await until(after, whole, ({ state }) => state === "done");
  const { result } = await after.details(whole);
  assert.equal((result as { reproduced: boolean }).reproduced, true);
});

Deno.test("a job that ended the program with it three times is not started a fourth time", async () => {
  await using office = new Office();
  const before = await office.open({});
  await before[Symbol.asyncDispose]();
  const job = {
    ...{ id: 7, kind: "backtest", title: "x", state: "running", done: 1, all: 2, reason: "", summary: "" } as const,
    ...{ createdAtMs: 1, startedAtMs: 2, endedAtMs: null, options: SHORT },
  };
  await Deno.mkdir(jobFolder(office.dataDir, 7));
  await saveJob(jobFolder(office.dataDir, 7), { ...job, starts: JOB_STARTS_MAX });
  const desk = await office.open();
  assert.match(desk.views()[0].reason, /the program ended 3 times while it ran/);
});

Deno.test("start() refuses what is no job, options that do not fit, and one job too many", async () => {
  await using office = new Office();
  const never = {
    options: z.strictObject({ n: z.int() }) as z.ZodType<unknown>,
    title: () => "never",
    run: () => Promise.reject(new Error("not here")),
  };
  const desk = await office.open({ never });
  await assert.rejects(desk.start("constructor", {}), /no such job; there are never/);
  await assert.rejects(desk.start("never", { n: "x" }), /field n is "x"/);
  const ids: number[] = [];
  await assert.rejects(async () => {
    for (let n = 0; n <= JOBS_QUEUED_MAX + 5; n += 1) ids.push(await desk.start("never", { n }));
  }, new RegExp(`${JOBS_QUEUED_MAX} jobs already wait`));
  assert.ok(ids.length >= JOBS_QUEUED_MAX, `${ids.length}`);
  for (const id of ids) await desk.cancel(id).catch(() => {});
});

Deno.test("of ended jobs the latest are kept", async () => {
  await using office = new Office();
  const desk = await office.open({});
  await desk[Symbol.asyncDispose]();
  for (let id = 1; id <= JOBS_KEPT_MAX; id += 1) {
    await Deno.mkdir(jobFolder(office.dataDir, id));
    await saveJob(jobFolder(office.dataDir, id), {
      ...{
        id,
        kind: "x",
        title: "x",
        state: "done",
        done: 1,
        all: 1,
        reason: "",
        summary: "x",
        options: {},
        starts: 1,
      },
      ...{ createdAtMs: id, startedAtMs: id, endedAtMs: id },
    });
  }
  const again = await office.open();
  const id = await again.start("backtest", { ...SHORT, strategy: "nobody" });
  await until(again, id, ({ endedAtMs }) => endedAtMs !== null);
  await until(again, id, () => again.views().length === JOBS_KEPT_MAX);
  assert.equal(again.views().at(-1)?.id, 2);
});
