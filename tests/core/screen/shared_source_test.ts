import assert from "node:assert/strict";
import { HostError } from "../../../core/protocol/errors.ts";
import type { Picture, Rect } from "../../../core/protocol/picture.ts";
import type { ScreenSource } from "../../../core/screen/screen_source.ts";
import { SharedSource } from "../../../core/screen/shared_source.ts";

/** Writes every grab into the same bytes, as the contract allows, and fails outside of the screen. */
function reusingSource() {
  const data = new Uint8Array(4);
  let running = 0;
  const grab = async ([{ x }]: readonly Rect[]): Promise<Picture[]> => {
    assert.equal(running++, 0, "two grabs at once");
    data.fill(x);
    await new Promise((resolve) => queueMicrotask(() => resolve(null)));
    running--;
    if (x > 100) throw new HostError("screen", "Cannot grab: outside");
    return [{ width: 1, height: 1, data }];
  };
  const close = () => Promise.resolve();
  return { name: "virtual", width: 100, height: 1, grab, [Symbol.asyncDispose]: close } satisfies ScreenSource;
}

const at = (x: number) => [{ x, y: 0, width: 1, height: 1 }];

Deno.test("grab() gives everybody pixels of their own when several grab at once", async () => {
  const shared = new SharedSource(reusingSource());
  const pictures = await Promise.all([1, 2, 3].map((x) => shared.grab(at(x))));
  assert.deepEqual(pictures.map(([picture]) => picture.data[0]), [1, 2, 3]);
});

Deno.test("grab() goes on after a grab has failed", async () => {
  const shared = new SharedSource(reusingSource());
  const failed = shared.grab(at(101)), next = shared.grab(at(5));
  await assert.rejects(failed, { code: "screen" });
  assert.equal((await next)[0].data[0], 5);
});
