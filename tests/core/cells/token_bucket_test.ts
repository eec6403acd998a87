/** How much may pass, and how long the rest waits. */
import assert from "node:assert/strict";
import { TokenBucket } from "../../../core/cells/token_bucket.ts";

Deno.test("TokenBucket lets one second's worth through at once and then names the wait", () => {
  const bucket = new TokenBucket(100, 0);
  assert.equal(bucket.take(100, 0), 0);
  assert.equal(bucket.take(50, 0), 500);
  assert.equal(bucket.take(0, 500), 0);
});

Deno.test("TokenBucket saves up no more than one second's worth", () => {
  const bucket = new TokenBucket(100, 0);
  assert.equal(bucket.take(101, 60_000), 10);
});

Deno.test("TokenBucket goes on as it was when the clock is set back", () => {
  const bucket = new TokenBucket(100, 3_600_000);
  assert.equal(bucket.take(50, 3_600_000), 0);
  assert.equal(bucket.take(50, 0), 0);
  assert.equal(bucket.take(100, 1_000), 0);
});
