/** The manifest `plugin.json`: data that is read and checked without running any plugin code. */
import { z } from "zod";
import { type NUMBER_REGIONS, PHASES, REGIONS } from "./reading.ts";
import { manifestQuotas } from "./quotas.ts";
import { HostError } from "./errors.ts";

export const PLUGIN_KINDS = ["bookmaker", "collector", "strategy"] as const;
export type PluginKind = (typeof PLUGIN_KINDS)[number];

/** The folder under `plugins/` of each kind. */
export const KIND_FOLDERS: Record<PluginKind, string> = {
  bookmaker: "bookmakers",
  collector: "collectors",
  strategy: "strategies",
};

/** `[x, y, width, height]` in pixels of the table's own window. */
const rect = z.tuple([
  z.int().min(0),
  z.int().min(0),
  z.int().min(1),
  z.int().min(1),
]);
const color = z.string().regex(
  /^#[0-9a-f]{6}$/,
  "a colour as #rrggbb in lower case",
);
const share = z.number().min(0).max(1);

/** True when the share of pixels near `color` in `area` (default: the whole phase region) lies in `minShare`..`maxShare`. */
const colorTest = z.strictObject({
  color,
  /** largest difference of a channel, 0 to 255 */
  tolerance: z.int().min(0).max(255).default(40),
  minShare: share.default(0),
  maxShare: share.default(1),
  area: rect.optional(),
});
export type ColorTest = z.infer<typeof colorTest>;

/** The first rule all of whose tests hold gives the phase; none: `unknown`. */
const phaseRule = z.strictObject({
  phase: z.enum(PHASES),
  all: z.array(colorTest).min(1).max(8),
});
export type PhaseRule = z.infer<typeof phaseRule>;

/** Where the waiting phase shows how much of it has passed: filled pixels of `area` have `color`. */
const progressBar = z.strictObject({
  area: rect,
  color,
  tolerance: z.int().min(0).max(255).default(40),
  /** `fills`: the bar grows as time passes; `drains`: it shrinks */
  direction: z.enum(["fills", "drains"]).default("drains"),
});
export type ProgressBar = z.infer<typeof progressBar>;

/** Colours of the phase region. At most `strangeMax` of its pixels may have others: more, and something covers the table. */
const palette = z.strictObject({
  colors: z.array(color).min(1).max(32),
  /** largest difference of a channel, 0 to 255 */
  tolerance: z.int().min(0).max(255).default(24),
  strangeMax: share.default(0.15),
});

const locale = z.union([
  z.string().regex(/^[a-z]{2}-[A-Z]{2}$/, "a tag such as sr-RS"),
  z.strictObject({
    number: z.string().min(1).max(32),
    multiplier: z.string().min(1).max(32),
  }),
]);
/** A tag, or for a table that fits none, examples: `{"number":"12 345,60","multiplier":"x3.45"}`. */
export type Locale = z.infer<typeof locale>;

/** Where a region's line of figures stands, in shares of the region, and which colours part it from what lies behind. */
const learntLine = z.strictObject({
  /** a pixel is ink by where it lies between `ground` and `ink` */
  inks: z.array(z.strictObject({ ink: color, ground: color })).min(1).max(6),
  /** top of the figures and their base, shares of the region's height */
  top: share,
  base: share,
  /** the edge that stays where it is when the number grows */
  align: z.enum(["left", "center", "right"]).optional(),
  /** where that edge is and how far it strays, shares of the region's width */
  at: share.default(0),
  slack: share.default(1),
  /** widest gap between two characters of one number, in heights of a figure */
  gap: z.number().min(0).max(4).default(0.45),
  /** whether thousands are parted by the locale's sign */
  grouped: z.boolean().default(false),
});
export type LearntLine = z.infer<typeof learntLine>;

/** What calibration learnt of the table's own writing; used only where the general reader is not sure. */
const learntWriting = z.strictObject({
  /** one character a picture in `glyphs` */
  characters: z.string().regex(/^[0-9.,x]{1,96}$/, "1 to 96 of the characters 0123456789.,x"),
  /** base64, 100 bytes a glyph: 12x16 cells of ink, half a byte each, then width, height and drop below the base */
  glyphs: z.base64().max(12_800),
  /** largest distance of a glyph from its picture, 0 to 1 */
  limit: z.number().positive().max(0.3),
  lines: z.strictObject(
    {
      score: learntLine.optional(),
      myMoney: learntLine.optional(),
      otherCount: learntLine.optional(),
      otherMoney: learntLine.optional(),
    } satisfies Record<(typeof NUMBER_REGIONS)[number], z.ZodType>,
  ),
});
export type LearntWriting = z.infer<typeof learntWriting>;

/** A table, described by data alone. All rectangles are relative to the window's top left corner at `window`'s size. */
export const tableDescription = z.strictObject({
  window: z.strictObject({
    width: z.int().min(100).max(8000),
    height: z.int().min(100).max(8000),
  }),
  locale,
  currency: z.string().length(3),
  stakeMinMinor: z.int().positive(),
  stakeMaxMinor: z.int().positive(),
  regions: z.strictObject(
    {
      score: rect,
      phase: rect,
      myMoney: rect.optional(),
      otherCount: rect.optional(),
      otherMoney: rect.optional(),
    } satisfies Record<(typeof REGIONS)[number], z.ZodType>,
  ),
  phaseRules: z.array(phaseRule).min(1).max(8),
  palette: palette.optional(),
  progress: progressBar.optional(),
  writing: learntWriting.optional(),
  controls: z.strictObject({
    amount: rect,
    autoCashOut: rect,
    play: rect,
    /** the switch that turns auto cash-out on, where the table has one */
    autoCashOutSwitch: rect.optional(),
    history: rect.optional(),
    /** the second bet panel, where the table has one; its colours are those of the first */
    second: z.strictObject({
      amount: rect,
      autoCashOut: rect,
      play: rect,
      autoCashOutSwitch: rect.optional(),
    }).optional(),
    /** colours of the big button in each of its states */
    playColors: z.strictObject({ bet: color, cancel: color, cashOut: color }),
    /** colour of the switch when it is on */
    switchOnColor: color.optional(),
  }).optional(),
});
export type TableDescription = z.infer<typeof tableDescription>;

const permission = z.strictObject({
  net: z.array(
    z.string().regex(
      /^([a-z0-9.-]+:\d{1,5}|config:[a-z]\w{0,39})$/i,
      "a host and port such as api.example.org:443, or config: and the name of a setting that holds an address",
    ),
  ).min(1),
  reason: z.string().min(10).max(200),
});
export type Permission = z.infer<typeof permission>;

export const manifest = z.strictObject({
  $schema: z.string().optional(),
  name: z.string().regex(
    /^[a-z][a-z0-9-]{0,39}$/,
    "lower case letters, digits and hyphens, 40 at most",
  ),
  kind: z.enum(PLUGIN_KINDS),
  title: z.string().min(1).max(60),
  description: z.string().max(500).default(""),
  version: z.string().regex(/^\d+\.\d+\.\d+$/, "a version such as 1.0.0")
    .default("1.0.0"),
  sdk: z.literal(1),
  /** the plugin's module; a bookmaker may leave it out: `table` alone is enough */
  entry: z.string().regex(
    /^[\w-]+(\/[\w-]+)*\.(ts|js)$/,
    "a path inside the folder such as main.ts",
  ).optional(),
  permissions: z.array(permission).max(16).default([]),
  /** what it may use at most, where that is less than what all plugins may */
  quotas: manifestQuotas.optional(),
  /** JSON Schema (object) of the plugin's configuration */
  config: z.record(z.string(), z.unknown()).default({}),
  table: tableDescription.optional(),
}).superRefine((value, context) => {
  const issue = (path: string, message: string) => context.addIssue({ code: "custom", path: [path], message });
  if (value.kind === "bookmaker" && !value.table) {
    issue("table", "a bookmaker needs its table described");
  }
  if (value.kind !== "bookmaker" && value.table) {
    issue("table", "only a bookmaker describes a table");
  }
  if (value.kind !== "bookmaker" && !value.entry) {
    issue("entry", "a module such as main.ts");
  }
  for (
    const key of value.permissions.flatMap(({ net }) =>
      net.flatMap((host) => /^config:([a-z]\w*)$/i.exec(host)?.[1] ?? [])
    )
  ) {
    const properties = value.config.properties as Record<string, { type?: unknown }> | undefined;
    if (properties && Object.hasOwn(properties, key) && properties[key]?.type === "string") continue;
    issue("permissions", `config:${key} needs a setting ${key} of type string in config`);
  }
  if (value.table) checkInsideWindow(value.table, context);
});
export type Manifest = z.infer<typeof manifest>;

function checkInsideWindow(
  table: TableDescription,
  context: z.RefinementCtx,
): void {
  const { width, height } = table.window;
  const check = (path: string[], box: readonly number[] | undefined) => {
    if (!box || (box[0] + box[2] <= width && box[1] + box[3] <= height)) return;
    context.addIssue({
      code: "custom",
      path: ["table", ...path],
      message: `[${box}] reaches outside the window of ${width}x${height}`,
    });
  };
  for (const name of REGIONS) check(["regions", name], table.regions[name]);
  for (
    const name of [
      "amount",
      "autoCashOut",
      "play",
      "autoCashOutSwitch",
      "history",
    ] as const
  ) {
    check(["controls", name], table.controls?.[name]);
  }
  for (const name of ["amount", "autoCashOut", "play", "autoCashOutSwitch"] as const) {
    check(["controls", "second", name], table.controls?.second?.[name]);
  }
  if (table.stakeMinMinor > table.stakeMaxMinor) {
    context.addIssue({
      code: "custom",
      path: ["table", "stakeMinMinor"],
      message: `${table.stakeMinMinor} is above stakeMaxMinor ${table.stakeMaxMinor}`,
    });
  }
}

/**
 * Checks the text of a manifest.
 *
 * @param text what the file holds
 * @param file the file's name, for the message
 * @throws {HostError} `bad_manifest`, naming file, field, and what would be right
 */
export function parseManifest(text: string, file: string): Manifest {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new HostError(
      "bad_manifest",
      `Cannot read ${file}: not JSON: ${(cause as Error).message}`,
      { cause },
    );
  }
  const result = manifest.safeParse(value);
  if (result.success) return result.data;
  throw new HostError(
    "bad_manifest",
    `Cannot use ${file}: ${describeIssues(result.error, value)}`,
  );
}

/** What was found may name thousands of fields, and is told to the log and the page. */
const ISSUE_CHARACTERS_MAX = 200;

/** One line for all that a schema found: each field with its value and what would be right. */
export function describeIssues(error: z.ZodError, value: unknown): string {
  return error.issues.slice(0, 5).map((issue) => {
    const path = issue.path.map(String).join(".") || "(whole file)";
    const found = issue.path.reduce<unknown>(
      (at, key) => (at as Record<PropertyKey, unknown> | undefined)?.[key as string],
      value,
    );
    const shown = found === undefined ? "missing" : JSON.stringify(found)?.slice(0, 80) ?? String(found);
    return `field ${path.slice(0, ISSUE_CHARACTERS_MAX)} is ${shown}: ${issue.message.slice(0, ISSUE_CHARACTERS_MAX)}`;
  }).join("; ");
}
