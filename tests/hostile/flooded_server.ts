/** A server in a process of its own: prints its address, then its longest stall and memory whenever it is asked. */
import { startServer } from "../../core/server/server.ts";
import { GeneratedHost } from "../core/server/generated_host.ts";
import { OwnGap } from "./own_gap.ts";

const logged: string[] = [];
const server = await startServer({
  host: new GeneratedHost(),
  port: 0,
  bundle: new Map(),
  log: (level, message) => void logged.push(`${level}: ${message}`),
});
using gap = new OwnGap();
console.log(JSON.stringify({ port: server.port, token: server.token }));
for await (const _line of Deno.stdin.readable) {
  const { rss } = Deno.memoryUsage();
  console.log(
    JSON.stringify({ gapMs: gap.take().max, rss, errors: logged.filter((line) => line.startsWith("error")) }),
  );
}
await server[Symbol.asyncDispose]();
