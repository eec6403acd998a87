/** What a cell says, parsed: forged messages are refused in few words and little time. */
import assert from "node:assert/strict";
import { CELL_MESSAGE_BYTES_MAX, parseCellMessage } from "../../../core/protocol/cell_messages.ts";
import { HostError } from "../../../core/protocol/errors.ts";

const FORGED: Record<string, string> = {
  "twenty thousand fields": `{"type":"stopped",${Array.from({ length: 20_000 }, (_, at) => `"k${at}":1`).join()}}`,
  "a long type": JSON.stringify({ type: "x".repeat(200_000) }),
  "a long key": JSON.stringify({ type: "stopped", ["y".repeat(200_000)]: 1 }),
  "many bad rows": JSON.stringify({ type: "rows", upToSeq: 0, rows: Array(900).fill({ ["y".repeat(200)]: 1 }) }),
  "deep nesting": "[".repeat(120_000) + "]".repeat(120_000),
  "a prototype": `{"type":"log","level":"info","message":"x","__proto__":{"polluted":1}}`,
  "a prototype in a row": `{"type":"rows","upToSeq":0,"rows":[{"seq":0,"row":{"kind":"phase","__proto__":{"x":1}}}]}`,
};

for (const [what, json] of Object.entries(FORGED)) {
  Deno.test(`parseCellMessage() refuses ${what} in few words`, () => {
    assert.ok(json.length <= CELL_MESSAGE_BYTES_MAX);
    const startMs = performance.now();
    assert.throws(
      () => parseCellMessage(json),
      (error) => error instanceof HostError && error.code === "bad_message" && error.message.length < 2500,
    );
    assert.ok(performance.now() - startMs < 1000);
    assert.equal(({} as Record<string, unknown>).polluted, undefined);
  });
}
