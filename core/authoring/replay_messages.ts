/** Gives a plugin the messages of a record once more, and tells where its answers are not the recorded ones. Reaches no network. */
import { z } from "zod";
import { RECORD_FORMAT } from "../cells/message_ring.ts";
import type { LoadedPlugin } from "../cells/plugin_store.ts";
import type { HistoryRound } from "../protocol/bet.ts";
import type { CollectorEvent } from "../protocol/cell_messages.ts";
import { HostError } from "../protocol/errors.ts";
import { describeIssues } from "../protocol/manifest.ts";
import { TOPICS } from "../protocol/topics.ts";
import { Finding } from "./check_list.ts";
import { TriedPlugin } from "./tried_plugin.ts";

const headerLine = z.object({
  format: z.literal(RECORD_FORMAT),
  version: z.literal(1),
  plugin: z.string(),
  hash: z.string(),
  settings: z.record(z.string(), z.unknown()),
  reason: z.string(),
  complete: z.boolean(),
});
const settings = z.record(z.string(), z.unknown());
const sent = z.discriminatedUnion("type", [
  z.object({ type: z.literal("configure"), config: settings }),
  z.object({ type: z.literal("frame") }),
  z.object({ type: z.literal("events"), events: z.array(z.looseObject({ seq: z.int(), topic: z.enum(TOPICS) })) }),
  z.object({
    type: z.literal("decide"),
    id: z.int(),
    table: z.string(),
    nowMs: z.number(),
    stakeMinMinor: z.int(),
    stakeMaxMinor: z.int(),
    history: z.array(z.looseObject({ roundId: z.int(), multiplier: z.int() })),
  }),
]);
type Sent = z.infer<typeof sent>;
const answer = z.discriminatedUnion("type", [
  z.object({ type: z.literal("rows"), rows: z.array(z.object({ seq: z.int(), row: z.unknown() })) }),
  z.object({ type: z.literal("decision"), id: z.int(), decision: z.unknown() }),
  z.object({ type: z.literal("reading") }),
  z.object({ type: z.literal("failure") }),
]);
const messageLine = z.union([z.object({ to: sent }), z.object({ from: answer })]);

/** A record as it is in its file. */
export interface MessageRecord {
  header: z.infer<typeof headerLine>;
  messages: z.infer<typeof messageLine>[];
}

/** What became of it. */
export interface ReplayOutcome {
  replayed: number;
  /** frames, whose pixels are not recorded */
  skipped: number;
  differences: string[];
}

/**
 * Checks the text of a record.
 *
 * @throws {HostError} `bad_config`, naming file, line and what would be right
 */
export function parseRecord(text: string, file: string): MessageRecord {
  const [first, ...rest] = text.split("\n").filter((line) => line.trim() !== "");
  const parse = <T>(schema: z.ZodType<T>, line: string | undefined, number: number): T => {
    let value: unknown;
    try {
      value = JSON.parse(line ?? "");
    } catch (cause) {
      const what = `line ${number} is not JSON; a record of plugin messages is wanted`;
      throw new HostError("bad_config", `Cannot replay ${file}: ${what}`, { cause });
    }
    const result = schema.safeParse(value);
    if (result.success) return result.data;
    throw new HostError("bad_config", `Cannot replay ${file}: line ${number}: ${describeIssues(result.error, value)}`);
  };
  const header = parse(headerLine, first, 1);
  return { header, messages: rest.map((line, index) => parse(messageLine, line, index + 2)) };
}

/**
 * Replays a record against a plugin.
 *
 * @throws {Finding} when the plugin does not start with those settings
 */
export async function replayMessages(
  plugin: LoadedPlugin,
  { record, settings }: { record: MessageRecord; settings: Record<string, unknown> },
): Promise<ReplayOutcome> {
  const outcome: ReplayOutcome = { replayed: 0, skipped: 0, differences: [] };
  await using tried = await TriedPlugin.start(plugin, { ...record.header.settings, ...settings });
  const decisions = new Map(
    record.messages.flatMap((message) =>
      "from" in message && message.from.type === "decision" ? [[message.from.id, message.from.decision]] : []
    ),
  );
  for (const message of record.messages) {
    if (!("to" in message)) continue;
    if (message.to.type === "frame") {
      outcome.skipped += 1;
      continue;
    }
    outcome.replayed += 1;
    try {
      const difference = await replayOne(tried, { message: message.to, decisions });
      if (difference) outcome.differences.push(difference);
    } catch (error) {
      if (!(error instanceof Finding || error instanceof HostError)) throw error;
      outcome.differences.push(error.message);
      tried.errors.length = 0;
      if (tried.cell.view().state !== "running") break;
    }
  }
  outcome.differences.push(...rowDifferences(record, tried));
  return outcome;
}

async function replayOne(
  tried: TriedPlugin,
  { message, decisions }: { message: Sent; decisions: ReadonlyMap<number, unknown> },
): Promise<string | null> {
  if (message.type === "configure") tried.cell.configure(message.config);
  // What is inside the events is what the program once sent: a plugin that cannot take it is what is looked for.
  if (message.type === "events") await tried.deliver(message.events as unknown as CollectorEvent[], "recorded events");
  if (message.type !== "decide") return null;
  const { type: _, id, history, ...context } = message;
  const now = await tried.cell.decide({ ...context, history: history as unknown as HistoryRound[] });
  tried.checkAlive(`decide ${id}`);
  if (!decisions.has(id)) return `decide ${id}: then no answer, now ${JSON.stringify(now)}`;
  const [before, after] = [JSON.stringify(decisions.get(id)), JSON.stringify(now)];
  return before === after ? null : `decide ${id}: then ${before}, now ${after}`;
}

function rowDifferences({ messages }: MessageRecord, tried: TriedPlugin): string[] {
  const bySeq = (rows: readonly { seq: number; row: unknown }[]) => {
    const groups = Map.groupBy(rows, ({ seq }) => seq);
    return new Map([...groups].map(([seq, own]) => [seq, JSON.stringify(own.map(({ row }) => row))]));
  };
  const before = bySeq(
    messages.flatMap((message) => "from" in message && message.from.type === "rows" ? message.from.rows : []),
  );
  const now = bySeq(tried.rows);
  return [...new Set([...before.keys(), ...now.keys()])].toSorted((a, b) => a - b)
    .filter((seq) => before.get(seq) !== now.get(seq))
    .map((seq) => `event ${seq}: then ${before.get(seq) ?? "no row"}, now ${now.get(seq) ?? "no row"}`);
}
