/** A process and its pipes: nothing that it says is lost, and nobody waits for what will not come. */
import assert from "node:assert/strict";
import { CellProcess, type CellProcessOptions } from "../../../core/cells/cell_process.ts";

const ZEROS = 3_000_000;

function shell(script: string, options: Partial<CellProcessOptions> = {}): Promise<CellProcess> {
  const command = { program: "sh", args: ["-c", script], env: { PATH: "/usr/bin:/bin" } };
  return CellProcess.spawn(command, { onOutput: () => 0, onNoise: () => {}, ...options });
}

Deno.test("CellProcess hands over all that a process says before it tells its end", async () => {
  let bytes = 0, noise = "";
  const process = await shell(`head -c ${ZEROS} /dev/zero; echo said >&2; exit 3`, {
    onOutput: (chunk) => (bytes += chunk.length, 0),
    onNoise: (chunk) => noise += new TextDecoder().decode(chunk),
  });
  assert.deepEqual(await process.ended, { code: 3, signal: null });
  assert.deepEqual([bytes, noise], [ZEROS, "said\n"]);
});

Deno.test("CellProcess reads nothing for as long as it is told", async () => {
  const WAIT_MS = 60, atMs: number[] = [];
  const process = await shell("for word in a b c d; do echo $word; sleep 0.02; done; exec sleep 600", {
    onOutput(chunk) {
      atMs.push(performance.now());
      if (new TextDecoder().decode(chunk).includes("d")) process.kill();
      return WAIT_MS;
    },
  });
  await process.ended;
  assert.ok(atMs.length >= 2, "what was said meanwhile comes at once");
  for (const [at, ms] of atMs.slice(1).entries()) assert.ok(ms - atMs[at] >= WAIT_MS - 2, `${ms - atMs[at]} ms`);
});

Deno.test("CellProcess lets the event loop turn after each big chunk", async () => {
  let inTurn = 0, most = 0;
  const turns = setInterval(() => inTurn = 0, 0);
  const process = await shell(`head -c ${2 * ZEROS} /dev/zero`, {
    onOutput(chunk) {
      if (chunk.length > 16_384) most = Math.max(most, ++inTurn);
      // Long enough that the process has said more by then.
      for (const untilMs = performance.now() + 1; performance.now() < untilMs;);
      return 0;
    },
  });
  await process.ended;
  clearInterval(turns);
  assert.equal(most, 1);
});

Deno.test("CellProcess.kill() ends it at once, and what waits to be sent is given up", async () => {
  let sent = 0;
  const process = await shell("exec sleep 600");
  for (let part = 0; part < 3; part++) process.write(new Uint8Array(ZEROS), () => sent += 1);
  process.kill();
  assert.deepEqual(await process.ended, { code: null, signal: "SIGKILL" });
  process.write(new Uint8Array(1), () => sent += 1);
  while (sent < 4) await new Promise((resolve) => setTimeout(resolve, 1));
});

Deno.test("CellProcess.closeInput() tells the process that nothing more comes", async () => {
  let said = "";
  const process = await shell("cat; exit 0", { onOutput: (chunk) => (said += new TextDecoder().decode(chunk), 0) });
  process.write(new TextEncoder().encode("first"), () => {});
  process.closeInput();
  assert.deepEqual(await process.ended, { code: 0, signal: null });
  assert.equal(said, "first");
});

Deno.test("CellProcess.spawn() rejects when there is no such program", async () => {
  const options = { onOutput: () => 0, onNoise: () => {} };
  await assert.rejects(CellProcess.spawn({ program: "/no/program", args: [], env: {} }, options), /ENOENT/);
});
