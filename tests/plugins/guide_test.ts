/**
 * `plugins/README.md` word by word: its files are written and its commands run in an empty folder while the program runs, its
 * limits are the program's. A block of code whose first line names a file is that file; `example` marks what is not run.
 */
import assert from "node:assert/strict";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { startProgram } from "../e2e/program.ts";

const MAIN = fileURLToPath(new URL("../../main.ts", import.meta.url));
const GUIDE = await Deno.readTextFile(new URL("../../plugins/README.md", import.meta.url));
const BETS_WAIT_MS_MAX = 60_000;

interface Block {
  language: string;
  /** a file's name, `start`, `example`, or nothing */
  label: string;
  text: string;
}

function blocks(): Block[] {
  return [...GUIDE.matchAll(/^```(\w+) ?(.*)\n([^]*?)^```$/gm)].map(([, language, label, text]) => ({
    language,
    label,
    text,
  }));
}

async function aviator(args: string[], cwd: string): Promise<void> {
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", MAIN, ...args],
    cwd,
    env: { NO_COLOR: "1" },
    stdin: "null",
  }).output();
  const said = new TextDecoder().decode(stdout) + new TextDecoder().decode(stderr);
  assert.ok(success, `aviator ${args.join(" ")}: ${said}`);
}

/** Asks until a paper bet of the strategy is there that `isIt`; the program tells nobody outside of it otherwise. */
async function untilBet(program: Awaited<ReturnType<typeof startProgram>>, isIt: (bet: PaperBet) => boolean) {
  const deadline = performance.now() + BETS_WAIT_MS_MAX;
  for (let bets: PaperBet[] = []; !bets.some(isIt);) {
    assert.ok(performance.now() < deadline, `no such bet in ${JSON.stringify(bets)}\n${program.said.join("\n")}`);
    bets = (await (await program.ask("/api/bets?limit=50")).json()).bets;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}
interface PaperBet {
  strategy: string;
  cashOutHundredths: number;
}

Deno.test("the guide's strategy plays within a minute when it is followed word by word", async () => {
  const folder = await Deno.makeTempDir({ prefix: "aviator-guide-" });
  let program: Awaited<ReturnType<typeof startProgram>> | null = null;
  try {
    for (const { language, label, text } of blocks()) {
      if (label === "example") continue;
      if (label === "start") {
        assert.equal(text, "deno task start --config my.json\n");
        const args = ["--config", join(folder, "my.json"), "--speed", "10"];
        program = await startProgram({ dataDir: join(folder, "data"), args });
      } else if (language === "sh") {
        const [command] = text.trim().split("\n");
        assert.match(command, /^deno task aviator /);
        await aviator(command.split(" ").slice(3), folder);
        if (command.endsWith("new strategy low-rounds")) {
          await untilBet(program!, ({ strategy }) => strategy === "low-rounds");
        }
        if (command.endsWith("test data/strategies/low-rounds")) {
          await untilBet(program!, (bet) => bet.strategy === "low-rounds" && bet.cashOutHundredths === 150);
        }
      } else {
        assert.notEqual(label, "", `a block that is no file: ${text}`);
        await Deno.mkdir(dirname(join(folder, label)), { recursive: true });
        await Deno.writeTextFile(join(folder, label), text);
      }
    }
    assert.ok(program, "the guide starts the program");
    const { plugins } = await (await program.ask("/api/state")).json();
    const state = (name: string) => plugins.find((plugin: { name: string }) => plugin.name === name)?.state;
    assert.deepEqual([state("low-rounds"), state("high-rounds")], ["running", "running"]);
  } finally {
    await program?.[Symbol.asyncDispose]();
    await Deno.remove(folder, { recursive: true });
  }
});
