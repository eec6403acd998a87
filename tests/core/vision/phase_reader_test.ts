import assert from "node:assert/strict";
import { readPhase } from "../../../core/vision/phase_reader.ts";
import { paint } from "./pictures.ts";
import { TABLE } from "./table.ts";

const SIZE = { width: 200, height: 100 };
const dark = ["#101020", 0, 0, 200, 100] as [string, number, number, number, number];

Deno.test("readPhase() gives the first phase all of whose tests hold", () => {
  const flying = paint(SIZE, [dark, ["#e50539", 0, 60, 60, 30]]);
  const crashed = paint(SIZE, [dark, ["#b00020", 100, 10, 80, 20]]);
  assert.equal(readPhase(flying, { table: TABLE }).phase, "flying");
  assert.equal(readPhase(crashed, { table: TABLE }).phase, "crashed");
  assert.equal(readPhase(paint(SIZE, [["#ffffff", 0, 0, 200, 100]]), { table: TABLE }).phase, "unknown");
});

Deno.test("readPhase() gives how much of the waiting phase has passed when its bar drains", () => {
  const waiting = (filled: number) => paint(SIZE, [dark, ["#40a0ff", 50, 80, filled, 10]]);
  const { phase, progress, confidence } = readPhase(waiting(75), { table: TABLE });
  assert.equal(phase, "waiting");
  assert(Math.abs(progress! - 0.25) < 0.02, String(progress));
  assert(confidence > 0.5);
});

Deno.test("readPhase() finds its areas when the picture is scaled", () => {
  const half = paint({ width: 100, height: 50 }, [["#101020", 0, 0, 100, 50], ["#40a0ff", 25, 40, 25, 5]]);
  const { phase, progress } = readPhase(half, { table: TABLE });
  assert.equal(phase, "waiting");
  assert(Math.abs(progress! - 0.5) < 0.03, String(progress));
});

Deno.test("readPhase() gives unknown when there is no pixel", () => {
  const reading = readPhase({ width: 0, height: 0, data: new Uint8Array(0) }, { table: TABLE });
  assert.deepEqual(reading, { phase: "unknown", progress: null, confidence: 0 });
});
