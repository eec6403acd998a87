/** One edit, or none: what a misread score must have been. */
import { equal, ok } from "node:assert/strict";
import { editsOf, repairScore } from "../../../core/tables/score_repair.ts";

Deno.test("repairScore() mends a lost or misplaced point, one misread digit, and a lost leading digit", () => {
  const around = { least: 1_210, most: 1_260 };
  for (const [read, truth] of [[123_400, 1_234], [12_340, 1_234], [7_234, 1_234], [1_834, 1_234], [234, 1_234]]) {
    equal(repairScore(read, around), truth, `read ${read}`);
  }
});

Deno.test("repairScore() mends nothing when two edits fit, or none", () => {
  equal(repairScore(1_294, { least: 1_200, most: 1_260 }), null, "the tens may be 0 to 6");
  equal(repairScore(9_999, { least: 1_210, most: 1_260 }), null);
});

Deno.test("editsOf() never offers the score itself, less than 1.00, or one with a leading zero", () => {
  for (const read of [100, 101, 234, 1_000, 99_999]) {
    const edits = editsOf(read);
    ok(!edits.includes(read));
    ok(edits.every((edit) => edit >= 100 && Number.isSafeInteger(edit)));
    equal(new Set(edits).size, edits.length);
  }
});
