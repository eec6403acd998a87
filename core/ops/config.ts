/** The configuration: one file with a schema and defaults, checked at start; a wrong field is named with its value and what would be right. */
import { join } from "node:path";
import { z } from "zod";
import { BET_MODES } from "../protocol/bet.ts";
import { HostError } from "../protocol/errors.ts";
import { CHANGES_FILE, readChanges } from "./config_changes.ts";
import { describeIssues } from "../protocol/manifest.ts";
import { userQuotas } from "../protocol/quotas.ts";
import { DEVIG_METHODS } from "../research/devig.ts";
import { type LayoutName, LAYOUTS } from "../screen/layout.ts";

const minor = z.int().nonnegative();
/** A plugin's name. */
export const name = z.string().regex(/^[a-z][a-z0-9-]{0,39}$/, "a plugin's name");

const tableConfig = z.strictObject({
  bookmaker: name.describe("Bookmaker plugin that reads this table; also the table's name"),
  window: z.union([
    z.int().min(0),
    z.tuple([z.int().min(0), z.int().min(0), z.int().min(100), z.int().min(100)]),
    z.strictObject({
      monitor: z.int().min(0).max(15).describe("Number of the monitor, as `screens` lists them"),
      cell: z.int().min(0).describe("Number of the window in the grid on that monitor"),
      layout: z.enum(Object.keys(LAYOUTS) as [LayoutName]).optional().describe("Grid on that monitor; else `layout`"),
    }),
  ]).describe(
    "Number of the layout's window, counted from 0 at the top left, [x, y, width, height] on the screen, or a place " +
      "in the grid on one monitor",
  ),
});

/** What a strategy may spend at one table. */
export const lease = z.strictObject({
  maxStakeMinor: minor.default(100_000).describe("Largest single stake, minor units"),
  betsPerHour: z.int().min(0).default(200).describe("Most bets within any hour"),
  lossPerDayMinor: minor.default(500_000).describe("Loss within a day that ends the lease, minor units"),
  hours: z.number().positive().max(24 * 365).nullable().default(null).describe("Hours until it expires; null: never"),
});

/** Which of a table's bet panels are used. */
export const betPanels = z.literal([1, 2, "both"]);

const strategyConfig = z.strictObject({
  strategy: name.describe("Strategy plugin"),
  table: name.describe("Table that it plays"),
  mode: z.enum(BET_MODES).default("paper").describe("paper, virtual (virtual desktop) or live (real screen)"),
  panel: betPanels.optional().describe(
    "Which of the table's bet panels it uses: 1 (unless told), 2 or both, each with a history of its own; the second " +
      "needs `controls.second` in the manifest",
  ),
  lease: lease.prefault({}).describe("What it may spend"),
});

const limits = z.strictObject({
  bankrollMinor: minor.nullable().default(null).describe(
    "All that may be lost, counted from the first bet known, minor units; null: no limit",
  ),
  dailyLossMinor: minor.nullable().default(2_000_000).describe("Loss of a day at which betting halts"),
  dailyProfitMinor: minor.nullable().default(null).describe("Profit of a day at which betting halts"),
  maxDrawdownMinor: minor.nullable().default(null).describe("Fall from the highest profit at which betting halts"),
  losingStreak: z.int().positive().nullable().default(null).describe("Losses in a row that start a cool-off"),
  coolOffMs: z.int().nonnegative().default(600_000).describe("Length of a cool-off"),
});

const evidence = z.strictObject({
  filesMax: z.int().min(0).max(1_000_000).default(2_000).describe("Pictures of doubtful reads that are kept"),
  megabytesMax: z.int().min(1).max(100_000).default(100).describe("Room on disk for them; the oldest go first"),
});

/** Where rounds and readings are forwarded to. */
export const forwarding = z.strictObject({
  url: z.string().regex(/^(https?|nats):\/\/[^/\s?#@]+\/?$/, "http://HOST:PORT, https://HOST or nats://HOST:PORT")
    .describe("Collector, or NATS server that collectors consume from; outside a private network use https"),
  token: z.string().regex(/^[a-z0-9][a-z0-9-]{0,62}\.[A-Za-z0-9_-]{20,200}$/, "what `collector tokens add` printed")
    .describe("This machine's name and secret, as `collector tokens add` printed them").meta({ writeOnly: true }),
  statsUrl: z.string().regex(/^https?:\/\/[^/\s?#@]+\/?$/, "http://HOST:PORT").optional()
    .describe("Collector whose statistics the page shows; default: `url`, where that is one"),
  capacityRows: z.int().min(1_000).max(50_000_000).default(1_000_000).describe("Rows that the buffer holds"),
  keepSentDays: z.number().min(0).max(365).default(7).describe("Days that sent rows stay in the buffer"),
});
export type Forwarding = z.infer<typeof forwarding>;
const flightRecorder = z.strictObject({
  betsMax: z.int().min(0).max(1_000_000).default(2_000).describe("Bets whose steps are kept as pictures; 0: none"),
  megabytesMax: z.int().min(1).max(100_000).default(200).describe("Room on disk for them; the oldest go first"),
});

const deadMan = z.strictObject({
  url: z.string().regex(/^https?:\/\/[^/\s?#@]+(\/\S*)?$/, "an http or https address without a password")
    .describe("Address that hears that the program works; who knows it can keep the alarm silent")
    .meta({ writeOnly: true }),
  everySeconds: z.int().min(10).max(86_400).default(60).describe("Seconds between two signals"),
  method: z.enum(["GET", "POST"]).default("POST").describe("How it is asked"),
  onlyWhenHealthy: z.boolean().default(true).describe("Nothing is sent while there are problems"),
});

const signals = z.strictObject({
  valueMin: z.number().min(0).max(1).default(0.03).describe("Expected profit of a stake of 1 from which on it is told"),
  othersMin: z.int().min(1).max(50).default(2).describe("Other bookmakers that must offer the same market"),
  maxAgeSeconds: z.int().min(10).max(86_400).default(300).describe("Age of their odds that still count"),
  devig: z.enum(DEVIG_METHODS).default("shin").describe("How margins are taken out of odds"),
});

/** Modifiers, then a letter or a key with a name. */
const HALT_KEYS = /^(((Ctrl|Alt|Shift)\+){0,3}([A-Z]|F[1-9]|F1[0-2]|Pause|ScrollLock|Escape))?$/;
const predictions = z.strictObject({
  enabled: z.boolean().default(true).describe("A model of each table's own rounds, shown with how little it knows"),
  targetHundredths: z.int().min(101).max(100_000_000).default(200)
    .describe("Multiplier whose reaching is foretold, hundredths"),
  roundsMin: z.int().min(300).max(1_000_000).default(500)
    .describe("Rounds of a table before its model is first trained, and at least so many more before it is again"),
});

const days = z.number().positive().max(36_500).optional();
const storage = z.strictObject({
  backups: z.int().min(0).max(1000).default(7).describe(
    "Daily backups that are kept in the data folder; 0: none are made",
  ),
  keepDays: z.strictObject({
    rounds: days,
    snapshots: days.default(90),
    samples: days.default(14),
    crossings: days,
    phases: days,
    earnings: days,
    readings: days,
    odds: days,
    measures: days.default(90),
    signals: days,
  }).prefault({}).describe("Days after which rows are forgotten, by their kind; absent: never. Bets never are"),
});

const windowCount = (layout: LayoutName) => LAYOUTS[layout][0] * LAYOUTS[layout][1];

export const config = z.strictObject({
  $schema: z.string().optional(),
  source: z.enum(["virtual", "desktop", "replay"]).default("virtual").describe("Where pixels come from"),
  recording: z.string().min(1).optional().describe("File that source replay plays"),
  ringSeconds: z.number().min(0).max(120).default(0)
    .describe("Seconds of pixels kept in memory of each table that is bet on, up to 34 MB each; 0: none"),
  screen: z.strictObject({
    width: z.int().min(320).max(16_384).default(1920),
    height: z.int().min(240).max(16_384).default(1080),
  }).prefault({}).describe("Size of the virtual desktop; the real one has its own"),
  layout: z.enum(Object.keys(LAYOUTS) as [LayoutName]).default("2x2").describe("Grid of windows on the screen"),
  tables: z.array(tableConfig).min(1).max(32).default([
    { bookmaker: "balkanbet", window: 0 },
    { bookmaker: "mozzart", window: 1 },
    { bookmaker: "soccer", window: 2 },
    { bookmaker: "admiral", window: 3 },
  ]),
  collectors: z.array(name).max(16).default(["main-collector", "phase-collector"]),
  strategies: z.array(strategyConfig).max(64).prefault([
    { strategy: "flat", table: "balkanbet", mode: "virtual" },
    { strategy: "flat", table: "soccer", mode: "virtual" },
    { strategy: "martingale", table: "mozzart", mode: "virtual" },
    { strategy: "martingale", table: "admiral", mode: "paper" },
  ]),
  limits: limits.prefault({}),
  liveAllowed: z.boolean().default(false).describe("Whether live bets may be armed at all"),
  sameGame: z.array(z.array(name).min(2).max(8)).max(16).default([])
    .describe("Tables that show one and the same game: their finals are compared"),
  evidence: evidence.prefault({}),
  deadMan: deadMan.nullable().default(null)
    .describe(
      "A signal that the program works, to an outside address that raises the alarm when it stays out; null: none",
    ),
  storage: storage.prefault({}),
  signals: signals.prefault({}).describe("Which odds are told as being of value, where a collector of odds runs"),
  forwarding: forwarding.nullable().default(null).describe("Where rounds and readings are forwarded to; null: nowhere"),
  flightRecorder: flightRecorder.prefault({}),
  haltKeys: z.string().regex(HALT_KEYS, "keys such as Ctrl+Alt+H or Pause; empty for none").default("Ctrl+Alt+H")
    .describe(
      "Keys that stop all betting, whatever window has the keyboard, where the real screen is X11; empty: none",
    ),
  predictions: predictions.prefault({}),
  keepSessionsAlive: z.boolean().default(false).describe("A harmless click on each table every 250 to 350 s"),
  plugins: z.array(z.string().min(1)).max(32).default([]).describe("Further plugin folders"),
  allowPrivateNet: z.array(z.string().regex(/^[a-z0-9.-]+:\d{1,5}$/, "a host and port such as 192.168.1.5:8123")).max(
    32,
  )
    .default([]).describe("Hosts on this machine or a private network that an approved plugin may reach all the same"),
  quotas: z.record(name, userQuotas).default({})
    .describe("What plugins may use, by their names: memoryMegabytes, processors, messagesPerSecond, rowsPerSecond"),
  settings: z.record(name, z.record(z.string(), z.unknown())).default({})
    .describe("Settings of plugins by their names, checked by their manifests"),
  port: z.int().min(0).max(65_535).default(8765).describe("Port of the page on 127.0.0.1; 0: any"),
  tickMs: z.int().min(50).max(5_000).default(200).describe("Time between two looks at the screen"),
}).superRefine((value, context) => {
  const issue = (path: (string | number)[], message: string) => context.addIssue({ code: "custom", path, message });
  const names = value.tables.map((table) => table.bookmaker);
  value.tables.forEach((table, index) => {
    if (names.indexOf(table.bookmaker) !== index) issue(["tables", index, "bookmaker"], "each bookmaker once");
    if (typeof table.window === "number" && table.window >= windowCount(value.layout)) {
      issue(["tables", index, "window"], `0 to ${windowCount(value.layout) - 1} in layout ${value.layout}`);
    }
    if (typeof table.window === "object" && "cell" in table.window) {
      const layout = table.window.layout ?? value.layout;
      if (table.window.cell >= windowCount(layout)) {
        issue(["tables", index, "window", "cell"], `0 to ${windowCount(layout) - 1} in layout ${layout}`);
      }
    }
  });
  if (value.source === "replay" && value.recording === undefined) issue(["recording"], "the file that is to be played");
  value.sameGame.flat().forEach((table, index, all) => {
    if (!names.includes(table)) issue(["sameGame"], `tables out of ${names.join(", ")}; ${table} is none`);
    else if (all.indexOf(table) !== index) issue(["sameGame"], `each table in one game at most; ${table} is in two`);
  });
  value.strategies.forEach((strategy, index) => {
    if (!names.includes(strategy.table)) issue(["strategies", index, "table"], `one of ${names.join(", ")}`);
    if (value.strategies.findIndex((other) => other.table === strategy.table) !== index) {
      issue(["strategies", index, "table"], "one strategy a table");
    }
    if (strategy.mode === "virtual" && value.source !== "virtual") {
      issue(["strategies", index, "mode"], "paper or live: virtual money needs source virtual");
    }
    if (strategy.mode === "live" && value.source !== "desktop") {
      issue(["strategies", index, "mode"], "paper or virtual: live money needs source desktop");
    }
    if (strategy.mode === "live" && !value.liveAllowed) {
      issue(["strategies", index, "mode"], "paper: live bets need liveAllowed true");
    }
  });
});
export type Config = z.infer<typeof config>;

/**
 * Checks the text of a configuration file.
 *
 * @throws {HostError} `bad_config`, naming file, field, value and what would be right
 */
export function parseConfig(text: string, file: string): Config {
  return configOf(parseJson(text, file), file);
}

/**
 * Checks a configuration as it was written, and fills in the defaults.
 *
 * @param from where it comes from, for the message
 * @throws {HostError} `bad_config`, naming field, value and what would be right
 */
export function configOf(written: unknown, from: string): Config {
  const value = ownTables(written) ? { strategies: [], ...written } : written;
  const result = config.safeParse(value);
  if (result.success) return result.data;
  throw new HostError("bad_config", `Cannot use ${from}: ${describeIssues(result.error, value)}`);
}

/** The default strategies belong to the default tables; whoever names tables or a real screen names strategies too. */
function ownTables(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null &&
    ("tables" in value || ("source" in value && value.source !== "virtual"));
}

/** What stands in a configuration file, unchecked; nothing without one. @throws {HostError} `bad_config` */
export async function readConfigFile(file?: string): Promise<Record<string, unknown>> {
  if (file === undefined) return {};
  let text: string;
  try {
    text = await Deno.readTextFile(file);
  } catch (cause) {
    throw new HostError("bad_config", `Cannot read configuration: ${file}: ${(cause as Error).message}`, { cause });
  }
  const value = parseJson(text, file);
  // What is no object fails by its schema, with its own words.
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? value as Record<string, unknown>
    : configOf(value, file);
}

/**
 * The one place where a configuration in force comes from: a file, without one the defaults, four virtual tables; what
 * was changed on the page of the data folder stands in the place of the file's fields.
 *
 * @throws {HostError} `bad_config` for either of them
 */
export async function loadConfig(file: string | undefined, { data }: { data: string }): Promise<Config> {
  const written = await readConfigFile(file), own = configOf(written, file ?? "the defaults");
  const changes = await readChanges(data);
  if (Object.keys(changes).length === 0) return own;
  return configOf({ ...written, ...changes }, `${join(data, CHANGES_FILE)} over ${file ?? "the defaults"}`);
}

function parseJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new HostError("bad_config", `Cannot read ${file}: not JSON: ${(cause as Error).message}`, { cause });
  }
}
