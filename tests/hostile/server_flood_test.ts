/** Malformed requests and frames by the thousand over raw TCP, beside clients that dribble. `AVIATOR_FLOOD=5000` for the long form. */
import { deepEqual, doesNotMatch, equal, ok } from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { Random } from "../../core/simulator/random.ts";
import { malformedFrames, malformedRequest, type Target } from "./malformed_requests.ts";

const INPUTS = Number(Deno.env.get("AVIATOR_FLOOD") ?? 1_000);
const AT_ONCE = 16;
const SLOW_CLIENTS = 200;
const ANSWER_MS_MAX = 250;
const GAP_MS_MAX = 250;
const GROWTH_BYTES_MAX = 80_000_000;
const FRAMES_SHARE = 0.2;
/** What tells of the program's inside. */
const INSIDE = /\bat .*\.ts:\d+|node_modules|\/core\//;

/** Sends bytes and gives what comes back within a moment; half of what is sent waits for an answer that never comes. */
async function answerTo(port: number, bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const connection = await Deno.connect({ hostname: "127.0.0.1", port });
  const timer = setTimeout(() => connection.close(), ANSWER_MS_MAX);
  let text = "";
  try {
    await connection.write(bytes);
    const buffer = new Uint8Array(65_536);
    for (let read = await connection.read(buffer); read !== null; read = await connection.read(buffer)) {
      text += new TextDecoder().decode(buffer.subarray(0, read));
      if (text.length > 0 && !text.includes(" 101 ")) break;
    }
  } catch { /* closed by either side */ }
  clearTimeout(timer);
  try {
    connection.close();
  } catch { /* it is closed */ }
  return text;
}

/** Clients that have sent half a request and now and then send one byte more. */
async function dribble({ port }: Target): Promise<AsyncDisposable> {
  const clients = await Promise.all(
    Array.from({ length: SLOW_CLIENTS }, () => Deno.connect({ hostname: "127.0.0.1", port })),
  );
  const more = (text: string) =>
    Promise.all(clients.map((client) => client.write(new TextEncoder().encode(text)).catch(() => {})));
  await more("GET /api/state HTTP/1.1\r\nX: ");
  const timer = setInterval(() => void more("y"), 500);
  return {
    [Symbol.asyncDispose]() {
      clearInterval(timer);
      for (const client of clients) client.close();
      return Promise.resolve();
    },
  };
}

Deno.test(`the server stays quick, small and silent about itself when ${INPUTS} malformed inputs come beside ${SLOW_CLIENTS} slow clients`, async () => {
  const seed = Number(Deno.env.get("AVIATOR_SEED") ?? Date.now() % 1_000_000);
  console.log(`seed ${seed}`);
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", fileURLToPath(new URL("./flooded_server.ts", import.meta.url))],
    stdin: "piped",
    stdout: "piped",
  }).spawn();
  const input = child.stdin.getWriter();
  const lines = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
  const nextLine = async () => JSON.parse((await lines.read()).value ?? "null");
  const look = async () => (await input.write(new TextEncoder().encode("look\n")), await nextLine());
  const target: Target = await nextLine();
  const before = await look();
  {
    await using _ = await dribble(target);
    const random = new Random(`${seed}/flood`);
    for (let sent = 0; sent < INPUTS; sent += AT_ONCE) {
      const inputs = Array.from(
        { length: AT_ONCE },
        () => random.unit() < FRAMES_SHARE ? malformedFrames(target, random) : malformedRequest(target, random),
      );
      const answers = await Promise.all(inputs.map((bytes) => answerTo(target.port, bytes)));
      for (const answer of answers) doesNotMatch(answer, INSIDE);
    }
    const health = await fetch(`http://127.0.0.1:${target.port}/health`);
    equal(health.status, 200);
    await health.body?.cancel();
  }
  const after = await look();
  console.log(`stall ${after.gapMs.toFixed(0)} ms, memory +${((after.rss - before.rss) / 1e6).toFixed(0)} MB`);
  ok(after.gapMs < GAP_MS_MAX, `${after.gapMs} ms`);
  ok(after.rss - before.rss < GROWTH_BYTES_MAX, `${after.rss - before.rss} bytes more`);
  deepEqual(after.errors, []);
  await input.close();
  equal((await child.status).code, 0);
  await lines.cancel();
});
