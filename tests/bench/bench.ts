/** Runs every bench, one after the other, so that none disturbs another: `deno task bench [--peers DIR]`. */
import { fileURLToPath } from "node:url";

const BENCHES = [
  "read_bench.ts",
  "write_bench.ts",
  "capture_bench.ts",
  "cell_bench.ts",
  "event_bench.ts",
  "tables_bench.ts",
  "bet_bench.ts",
  "sweep_bench.ts",
  "model_bench.ts",
  "forward_bench.ts",
  "drain_bench.ts",
];

let failed = 0;
for (const name of BENCHES) {
  console.log(`\n${name}`);
  const file = fileURLToPath(new URL(name, import.meta.url));
  const { code } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--unstable-worker-options", file, ...Deno.args],
  }).spawn().status;
  if (code !== 0) failed += 1;
}
Deno.exitCode = failed === 0 ? 0 : 1;
