/** `replay FILE`: plays a recording through the whole pipeline and says what was found in it. Bets are on paper only. */
import { join, resolve } from "node:path";
import { type ReplayResult, replaySession } from "../host/replay_session.ts";
import { loadConfig } from "../ops/config.ts";
import { inert } from "../ops/log.ts";
import { HostError } from "../protocol/errors.ts";
import type { CommonOptions } from "./common_options.ts";
import { denoDir, PROJECT_DIR } from "./project.ts";

export interface ReplayOptions extends Omit<CommonOptions, "data"> {
  /** folder for the database; a temporary one unless told */
  data?: string;
  /** data folder whose changes made on the page hold */
  settingsOf: string;
  /** Infinity: as fast as it goes */
  speed: number;
  against?: string;
  /** names with commas */
  tables?: string;
}

/** Plays to the end; returns 1 when a round differs from the database to compare with. */
export async function replay(recording: string, options: ReplayOptions): Promise<number> {
  const config = await loadConfig(options.config, { data: options.settingsOf });
  const kept = options.data !== undefined;
  const dataDir = resolve(options.data ?? await Deno.makeTempDir({ prefix: "aviator-replay-" }));
  if (kept) await refuseOldData(dataDir);
  try {
    const result = await replaySession({
      recording: resolve(recording),
      config: { ...config, plugins: config.plugins.map((dir) => resolve(dir)) },
      settings: {
        dataDir,
        projectDir: PROJECT_DIR,
        denoDir: await denoDir(),
        configFile: null,
        port: null,
        token: crypto.randomUUID(),
        seed: 0,
        speed: options.speed,
        crashes: 0,
        safeMode: false,
      },
      tables: options.tables?.split(","),
      against: options.against === undefined ? undefined : resolve(options.against),
      log: (level, source, message) => {
        if (level === "warning" || level === "error") console.error(`${level} ${inert(source)}: ${inert(message)}`);
      },
    });
    print(result, options.json ?? false);
    return result.tables.some(({ against }) => against && against.wrong > 0) ? 1 : 0;
  } finally {
    if (!kept) await Deno.remove(dataDir, { recursive: true });
  }
}

/** Replayed rounds among those of a real run could not be told apart. */
async function refuseOldData(dataDir: string): Promise<void> {
  const path = join(dataDir, "aviator.sqlite");
  if (!await Deno.stat(path).then(() => true, () => false)) return Deno.mkdir(dataDir, { recursive: true });
  throw new HostError(
    "bad_config",
    `Cannot replay into ${dataDir}: it holds a run's aviator.sqlite; name a new folder`,
  );
}

function print(result: ReplayResult, json: boolean): void {
  if (json) return console.log(JSON.stringify(result));
  const { fromMs, toMs, frames, dropped, damage } = result;
  console.log(
    `${new Date(fromMs).toISOString()} to ${new Date(toMs).toISOString()}: ${frames} frames, ${dropped} not recorded`,
  );
  for (const { table, rounds, against } of result.tables) {
    const compared = against &&
      `; ${against.same} as known, ${against.wrong} wrong, ${against.missing} missing, ${against.extra} more`;
    console.log(`${table.padEnd(12)} ${rounds} rounds${compared ?? ""}`);
  }
  console.log(
    `${result.missedRounds} rounds missed, ${result.refusedScores} scores refused, ${result.bets} paper bets`,
  );
  for (const line of damage) console.error(`damage: ${inert(line)}`);
}
