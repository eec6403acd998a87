/** One flight's scores: they only climb, stay on the curve, and three that agree among themselves overrule a wrong beginning. */
import { equal, match } from "node:assert/strict";
import { CURVE_SLACK_MS, FlightCurve, scoreAt, takeOffMs } from "../../../core/tables/flight_curve.ts";

const TAKE_OFF_MS = 50_000;
const at = (ms: number) => scoreAt(TAKE_OFF_MS, TAKE_OFF_MS + ms);

Deno.test("scoreAt() and takeOffMs() are each other's inverse to a hundredth", () => {
  equal(scoreAt(0, 0), 100);
  equal(scoreAt(0, 11_553), 200);
  for (const ms of [1_000, 20_000, 60_000]) {
    equal(Math.abs(takeOffMs({ hundredths: at(ms), atMs: TAKE_OFF_MS + ms }) - TAKE_OFF_MS) < 170, true);
  }
});

Deno.test("accept() refuses a score that fell, however little", () => {
  const curve = new FlightCurve();
  equal(curve.accept(at(10_000), TAKE_OFF_MS + 10_000), null);
  match(curve.accept(at(10_000) - 1, TAKE_OFF_MS + 10_200) ?? "", /fell from 182 to 181/);
  equal(curve.last, at(10_000));
});

Deno.test("accept() takes what lies within the slack of the curve and refuses what lies beyond", () => {
  for (const [offMs, taken] of [[CURVE_SLACK_MS - 100, true], [CURVE_SLACK_MS + 200, false]] as const) {
    const curve = new FlightCurve();
    curve.accept(at(20_000), TAKE_OFF_MS + 20_000);
    equal(curve.accept(at(25_000 + offMs), TAKE_OFF_MS + 25_000) === null, taken, `${offMs} ms off`);
  }
});

Deno.test("accept() is overruled by the third of three strays that agree, not by the second, and not by three that differ", () => {
  const wrong = new FlightCurve();
  wrong.accept(110, TAKE_OFF_MS + 20_000);
  const truth = [20_200, 20_400, 20_600].map((ms) => wrong.accept(at(ms), TAKE_OFF_MS + ms) === null);
  equal(truth.join(), "false,false,true");
  const right = new FlightCurve();
  right.accept(at(20_000), TAKE_OFF_MS + 20_000);
  const noise = [90_000, 5_000_000, 800].map((score, index) => right.accept(score, TAKE_OFF_MS + 20_200 + 200 * index));
  equal(noise.includes(null), false);
  equal(right.accept(at(21_000), TAKE_OFF_MS + 21_000), null);
});
