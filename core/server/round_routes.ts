/** The routes about rounds: lists by filter, statistics, and files of them. They hold no state. */
import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import type { PageHost } from "../protocol/page.ts";
import type { Round } from "../protocol/round.ts";
import type { RoundFilter, RoundStatistics } from "../protocol/round_statistics.ts";
import { DATA_FORMATS, type DataFormat, encoderOf, MEDIA_TYPES } from "../storage/data_encoder.ts";
import type { DataColumn, DataRecord } from "../storage/data_sets.ts";
import { LIST_LIMIT_DEFAULT, listQuery, queryNumber, round } from "./api_schemas.ts";
import { answered, failure, jsonRoute } from "./route_parts.ts";

/** Rounds that are asked for at a time while a file is written. */
const PIECE_ROUNDS = 5_000;

const hundredths = queryNumber.pipe(z.int().min(100).max(100_000_000)).openapi({ description: "hundredths" });
const moment = queryNumber.openapi({ description: "epoch milliseconds" });

const filter = {
  table: listQuery.shape.table,
  fromMs: moment.optional(),
  toMs: moment.optional(),
  multiplierMin: hundredths.optional(),
  multiplierMax: hundredths.optional(),
};
const count = z.int().nonnegative();

const statistics = z.object({
  rounds: count,
  bins: z.array(z.object({ lower: z.int().min(100).openapi({ description: "hundredths" }), rounds: count })),
  spans: z.array(z.object({ fromMs: count, toMs: count, rounds: count, reached: count })),
}).openapi("RoundStatistics") satisfies z.ZodType<RoundStatistics>;

export const ROUND_ROUTES = {
  list: jsonRoute({
    method: "get",
    path: "/api/rounds",
    summary: "Rounds, newest first",
    request: { query: listQuery.extend(filter) },
    answer: z.object({ rounds: z.array(round) }),
  }),
  statistics: jsonRoute({
    method: "get",
    path: "/api/rounds/statistics",
    summary: "Rounds counted by multiplier, and over time how many reached one multiplier",
    request: {
      query: z.strictObject({
        table: filter.table,
        fromMs: filter.fromMs,
        toMs: filter.toMs,
        cashOutHundredths: hundredths.optional(),
      }),
    },
    gives: "The counts",
    answer: statistics,
  }),
};

/** Adds them. */
export function addRoundRoutes(app: OpenAPIHono, host: Pick<PageHost, "rounds" | "roundStatistics">): void {
  app.openapi(ROUND_ROUTES.list, async (context) => {
    const asked = { limit: LIST_LIMIT_DEFAULT, ...context.req.valid("query") };
    return context.json({ rounds: await answered("read rounds", host.rounds(asked)) }, 200);
  });
  addStatistics(app, host);
  addFiles(app, host);
}

function addStatistics(app: OpenAPIHono, host: Pick<PageHost, "roundStatistics">): void {
  app.openapi(ROUND_ROUTES.statistics, async (context) => {
    const asked = { cashOutHundredths: 200, ...context.req.valid("query") };
    return context.json(await answered("count rounds", host.roundStatistics(asked)), 200);
  });
}

function addFiles(app: OpenAPIHono, host: Pick<PageHost, "rounds">): void {
  const route = createRoute({
    method: "get",
    path: "/api/rounds/file",
    summary: "Rounds as a file, newest first: CSV, JSON or Parquet",
    request: { query: z.strictObject({ ...filter, format: z.enum(DATA_FORMATS).default("csv") }) },
    responses: {
      200: {
        description: "The file",
        content: Object.fromEntries(
          Object.values(MEDIA_TYPES).map((type) => [type, { schema: z.string().openapi({ format: "binary" }) }]),
        ),
      },
      default: failure,
    },
  });
  app.openapi(route, async (context) => {
    const { format, ...asked } = context.req.valid("query");
    // The first piece is asked for here, so that a failure is an answer and not half a file.
    const first = await answered("read rounds", host.rounds({ ...asked, limit: PIECE_ROUNDS }));
    return new Response(fileOf(host, { format, asked, first }), {
      headers: {
        "content-type": MEDIA_TYPES[format],
        "content-disposition": `attachment; filename="rounds.${format}"`,
      },
    }) as never;
  });
}

function fileOf(
  host: Pick<PageHost, "rounds">,
  { format, asked, first }: { format: DataFormat; asked: RoundFilter; first: Round[] },
): ReadableStream<Uint8Array> {
  const encoder = encoderOf(format, COLUMNS);
  let piece: Round[] | null = first;
  return new ReadableStream({
    async pull(controller) {
      if (piece && piece.length > 0) {
        controller.enqueue(encoder.rows(piece.map(recordOf)));
        const beforeId = piece[piece.length - 1].id, isLast = piece.length < PIECE_ROUNDS;
        piece = isLast ? null : await answered("read rounds", host.rounds({ ...asked, limit: PIECE_ROUNDS, beforeId }));
        return;
      }
      controller.enqueue(encoder.end());
      controller.close();
    },
  });
}

/** As `rounds export` writes them. */
const COLUMNS: readonly DataColumn[] = [
  { name: "id", type: "integer", nullable: false },
  { name: "bookmaker", type: "text", nullable: false },
  { name: "started_at", type: "integer", nullable: false },
  { name: "ended_at", type: "integer", nullable: false },
  { name: "multiplier", type: "integer", nullable: false },
  { name: "players", type: "integer", nullable: true },
  { name: "players_money", type: "integer", nullable: true },
  { name: "source", type: "text", nullable: false },
];

function recordOf(
  { id, table, startedAtMs, endedAtMs, multiplier, players, playersMoneyMinor, source }: Round,
): DataRecord {
  return {
    ...{ id, bookmaker: table, started_at: startedAtMs, ended_at: endedAtMs, multiplier, players },
    ...{ players_money: playersMoneyMinor, source: source ?? "seen" },
  };
}
