/**
 * The configuration as the page shows and changes it: checked as a whole with the schema of the file, kept beside it,
 * put to work at once where that is possible. Shows no secret, writes no file of the user's.
 */
import { join } from "node:path";
import { z } from "zod";
import { HIDDEN } from "../cells/secret_settings.ts";
import { type Config, config as configSchema, configOf, readConfigFile } from "../ops/config.ts";
import {
  CHANGEABLE,
  CHANGES_FILE,
  type ConfigChanges,
  IMMEDIATE,
  readChanges,
  writeChanges,
} from "../ops/config_changes.ts";
import type { Log } from "../ops/log.ts";
import { HostError } from "../protocol/errors.ts";
import type { ConfigurationControls, ConfigurationView } from "../protocol/configuration.ts";

type Schema = Record<string, unknown>;

export interface ConfigDeskOptions {
  dataDir: string;
  configFile: string | null;
  /** what the program was started with */
  running: Config;
  /** puts the fields to work that need no restart */
  apply: (config: Config) => void;
  restart: (reason: string) => void;
  log: Log;
}

export class ConfigDesk implements ConfigurationControls {
  readonly #options: ConfigDeskOptions;
  /** what is at work now, field by field */
  #running: Config;
  #last: Promise<unknown> = Promise.resolve();

  constructor(options: ConfigDeskOptions) {
    this.#options = options;
    this.#running = options.running;
  }

  async view(): Promise<ConfigurationView> {
    const { dataDir, configFile: file } = this.#options;
    const [changes, written] = await Promise.all([readChanges(dataDir), readConfigFile(file ?? undefined)]);
    const next = configOf({ ...written, ...changes }, join(dataDir, CHANGES_FILE));
    return {
      file,
      changesFile: join(dataDir, CHANGES_FILE),
      schema: changeableSchema(),
      values: pick(next, CHANGEABLE),
      changed: Object.keys(changes),
      waiting: CHANGEABLE.filter((field) => !isSame(next[field], this.#running[field])),
      immediate: [...IMMEDIATE],
      fixed: fixedFields(next),
    };
  }

  /** One after the other: what is saved was compared with what is there. */
  save(values: Record<string, unknown>): Promise<ConfigurationView> {
    const saved = this.#last.then(() => this.#save(values));
    this.#last = saved.catch(() => {});
    return saved;
  }

  restart(): Promise<void> {
    this.#options.restart("a restart was asked for on the page");
    return Promise.resolve();
  }

  async #save(values: Record<string, unknown>): Promise<ConfigurationView> {
    const { dataDir, configFile, apply, log } = this.#options;
    const written = await readConfigFile(configFile ?? undefined);
    const own = configOf(written, configFile ?? "the defaults");
    const wanted = configOf({ ...written, ...onlyChangeable(values) }, "the settings");
    const changes: ConfigChanges = {};
    for (const field of CHANGEABLE) if (!isSame(wanted[field], own[field])) changes[field] = wanted[field];
    await writeChanges(dataDir, changes);
    apply(wanted);
    this.#running = { ...this.#running, ...pick(wanted, IMMEDIATE) };
    log(
      "warning",
      "settings",
      `saved on the page; other than in the file: ${Object.keys(changes).join(", ") || "none"}`,
    );
    return await this.view();
  }
}

/** @throws {HostError} `bad_config` for a field that only the file may set */
function onlyChangeable(values: Record<string, unknown>): ConfigChanges {
  const known: readonly string[] = CHANGEABLE;
  const wrong = Object.keys(values).find((field) => !known.includes(field));
  if (wrong === undefined) return values;
  throw new HostError("bad_config", `Cannot change ${wrong} on the page: set it in the configuration file`);
}

function pick(config: Config, fields: readonly (keyof Config)[]): Partial<Config> {
  return Object.fromEntries(fields.map((field) => [field, config[field]]));
}

/** Plugins' settings have forms of their own; a token or a secret address is nobody's to read. */
function fixedFields({ settings: _, ...config }: Config): Record<string, unknown> {
  const known: readonly string[] = CHANGEABLE;
  const fixed = Object.fromEntries(Object.entries(config).filter(([field]) => !known.includes(field)));
  const { forwarding, deadMan } = config;
  return {
    ...fixed,
    forwarding: forwarding && { ...forwarding, token: HIDDEN },
    deadMan: deadMan && { ...deadMan, url: HIDDEN },
  };
}

function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

/** What a form needs: the changeable fields, and `nullable` in the place of a choice between a type and null. */
function changeableSchema(): Schema {
  const all = z.toJSONSchema(configSchema, { io: "input", unrepresentable: "any" }).properties as Record<
    string,
    Schema
  >;
  return {
    type: "object",
    properties: Object.fromEntries(CHANGEABLE.map((field) => [field, withNullable(all[field])])),
  };
}

function withNullable(schema: Schema): Schema {
  const { anyOf, properties, ...rest } = schema;
  if (Array.isArray(anyOf) && anyOf.length === 2 && anyOf.some(({ type }) => type === "null")) {
    return { ...anyOf.find(({ type }) => type !== "null"), ...rest, nullable: true };
  }
  if (typeof properties !== "object" || properties === null) return schema;
  const inside = Object.entries(properties).map(([name, one]) => [name, withNullable(one as Schema)]);
  return { ...schema, properties: Object.fromEntries(inside) };
}
