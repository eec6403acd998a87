/** What is called unusual: hardly anything of steady series of any distribution, and every real change within minutes. */
import assert from "node:assert/strict";
import { AnomalyWatch, BASELINE_MINUTES, FALSE_ALARM_CHANCE, NEW_MINUTES } from "../../../core/ops/anomaly_watch.ts";
import { Random } from "../../../core/simulator/random.ts";

function uniform(seed: number): () => number {
  const random = new Random(String(seed));
  return () => random.uint32() / 2 ** 32;
}

const SEED = Number(Deno.env.get("AVIATOR_SEED") ?? 5);
const MINUTES = 200_000;

function normal(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/** Steady series, from tame to wild. */
const STEADY: Record<string, (random: () => number) => number> = {
  uniform: (random) => 10 + random(),
  normal: (random) => 100 + 10 * normal(random),
  lognormal: (random) => Math.exp(0.7 * normal(random)),
  exponential: (random) => -Math.log(1 - random()),
  cauchy: (random) => Math.abs(Math.tan(Math.PI * (random() - 0.5))),
  "mostly zero": (random) => random() < 0.95 ? 0 : random(),
};

for (const [name, draw] of Object.entries(STEADY)) {
  Deno.test(`AnomalyWatch.add() stays within its stated chance of false alarms on a ${name} series, seed ${SEED}`, () => {
    const random = uniform(SEED), watch = new AnomalyWatch();
    let alarms = 0;
    for (let minute = 0; minute < MINUTES; minute += 1) alarms += watch.add(draw(random))?.type === "unusual" ? 1 : 0;
    // Five deviations of a Poisson count above what is allowed.
    const allowed = MINUTES * FALSE_ALARM_CHANCE;
    assert.ok(alarms <= allowed + 5 * Math.sqrt(allowed), `${alarms} of ${MINUTES}, ${allowed.toFixed(1)} allowed`);
  });
}

Deno.test(`AnomalyWatch.add() finds a doubled figure within its first three minutes, and says when it is over, seed ${SEED}`, () => {
  const random = uniform(SEED);
  let found = 0;
  for (let run = 0; run < 200; run += 1) {
    const watch = new AnomalyWatch(), said: string[] = [];
    const say = (level: number) => said.push(watch.add(level + 0.05 * level * normal(random))?.type ?? "-");
    for (let minute = 0; minute < BASELINE_MINUTES + 10; minute += 1) say(10);
    for (let minute = 0; minute < NEW_MINUTES; minute += 1) say(20);
    if (said.slice(-NEW_MINUTES).includes("unusual") && said.filter((one) => one === "unusual").length === 1) {
      found += 1;
    }
    for (let minute = 0; minute < NEW_MINUTES; minute += 1) say(10);
    assert.ok(said.includes("over"), `run ${run}: ${said.slice(-8)}`);
  }
  assert.equal(found, 200);
});

Deno.test("AnomalyWatch.add() says nothing of one or two high minutes, of a tenth more, or before an hour has passed", () => {
  const said = (figures: number[]) => {
    const watch = new AnomalyWatch();
    return figures.map((figure) => watch.add(figure)).filter((verdict) => verdict?.type === "unusual").length;
  };
  const usual = Array.from({ length: BASELINE_MINUTES + 5 }, () => 10);
  assert.equal(said([...usual, 90, 90, 10, 90, 90, 10]), 0);
  assert.equal(said([...usual, 11, 11, 11, 11, 11]), 0);
  assert.equal(said([...usual.slice(0, BASELINE_MINUTES - 1), 90, 90, 90]), 0);
  assert.equal(said([...usual, 90, 90, 90]), 1);
});

Deno.test("AnomalyWatch.add() takes a new height as usual after an hour of it", () => {
  const watch = new AnomalyWatch();
  for (let minute = 0; minute < BASELINE_MINUTES + 5; minute += 1) watch.add(10);
  const said = Array.from({ length: 2 * BASELINE_MINUTES }, () => watch.add(30)?.type).filter(Boolean);
  assert.deepEqual(said, ["unusual", "over"]);
});
