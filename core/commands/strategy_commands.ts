/** `strategies attach|detach`: who plays which table; through the running program, or into the data folder when none runs. */
import { resolve } from "node:path";
import { player, UserChoices } from "../host/user_choices.ts";
import { BET_MODES, type BetMode } from "../protocol/bet.ts";
import { HostError } from "../protocol/errors.ts";
import { loadConfig } from "../ops/config.ts";
import type { CommonOptions } from "./common_options.ts";
import { findPlugins } from "./find_plugins.ts";
import { RunningProgram } from "./running_program.ts";

export interface StrategyOptions extends CommonOptions {
  table: string;
  mode?: string;
}

/** Has a strategy play a table, over restarts too. */
export async function attachStrategy(name: string, options: StrategyOptions): Promise<number> {
  const { table } = options, mode = modeOf(options.mode ?? "paper");
  const program = await RunningProgram.find(resolve(options.data));
  if (program) await program.post(`/api/strategies/${encodeURIComponent(name)}/attach`, { table, mode });
  else {
    await checkTable(options);
    const { plugins } = await findPlugins(options);
    const known = plugins.filter(({ manifest }) => manifest.kind === "strategy").map(({ manifest }) => manifest.name);
    if (!known.includes(name)) {
      throw new HostError("refused", `Cannot attach ${name}: no such strategy; there are ${known.sort().join(", ")}`);
    }
    await (await openChoices(options)).setPlayer(table, player.parse({ strategy: name, mode }));
  }
  console.log(`${name} plays ${table} (${mode})${program ? "" : " from the next start on"}`);
  return 0;
}

/** Has nobody play a table, over restarts too. */
export async function detachStrategy(options: StrategyOptions): Promise<number> {
  const { table } = options;
  const program = await RunningProgram.find(resolve(options.data));
  if (program) await program.post("/api/strategies/detach", { table });
  else {
    await checkTable(options);
    await (await openChoices(options)).setPlayer(table, null);
  }
  console.log(`nobody plays ${table}${program ? "" : " from the next start on"}`);
  return 0;
}

function modeOf(mode: string): BetMode {
  const found = BET_MODES.find((one) => one === mode);
  if (found) return found;
  throw new HostError("bad_config", `Cannot use mode ${JSON.stringify(mode)}: one of ${BET_MODES.join(", ")}`);
}

async function checkTable({ config, data, table }: StrategyOptions): Promise<void> {
  const names = (await loadConfig(config, { data })).tables.map(({ bookmaker }) => bookmaker);
  if (!names.includes(table)) {
    throw new HostError("refused", `Cannot find table ${table}: there are ${names.join(", ")}`);
  }
}

async function openChoices({ data }: StrategyOptions): Promise<UserChoices> {
  await Deno.mkdir(resolve(data), { recursive: true });
  const choices = await UserChoices.open(resolve(data));
  if (choices.trouble !== "") throw new HostError("bad_config", choices.trouble);
  return choices;
}
