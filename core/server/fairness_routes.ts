/** The routes under `/api/fairness`: a round's seeds checked, and the evidence of a job to download. They hold no state. */
import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import type { JobControls } from "../protocol/job.ts";
import { proveSpribe } from "../research/provably_fair.ts";
import { queryNumber } from "./api_schemas.ts";
import { answered, failure, jsonBody, jsonRoute } from "./route_parts.ts";

const seed = z.string().min(1).max(1_000);
const spribeRound = z.strictObject({
  serverSeed: seed,
  clientSeeds: z.array(seed).length(3).openapi({ description: "of the round's first three bettors, in their order" }),
  hash: z.string().max(128).optional().openapi({ description: "SHA-512 that was published" }),
  multiplier: z.int().min(100).optional().openapi({ description: "that was shown, hundredths" }),
}).openapi("SpribeRound");
const spribeProof = z.object({
  proof: z.enum(["proved", "consistent", "unproved", "refuted"]),
  hash: z.string(),
  hashFits: z.boolean().nullable(),
  multiplier: z.int().min(100).openapi({ description: "hundredths, by the rule that fits published samples" }),
  multiplierFits: z.boolean().nullable(),
  sentence: z.string(),
}).openapi("SpribeProof");

export const FAIRNESS_ROUTES = {
  check: jsonRoute({
    method: "post",
    path: "/api/fairness/check-round",
    summary: "Recompute an Aviator round's hash from its seeds; the multiplier is at most consistent, never proved",
    request: { body: jsonBody(spribeRound) },
    gives: "What that shows",
    answer: spribeProof,
  }),
};

/** Adds the routes. */
export function addFairnessRoutes(app: OpenAPIHono, desk: JobControls): void {
  app.openapi(FAIRNESS_ROUTES.check, (context) => context.json(proveSpribe(context.req.valid("json")), 200));
  const evidence = createRoute({
    method: "get",
    path: "/api/fairness/evidence/{id}",
    summary: "The evidence of a fairness job: rounds, results, a page that explains them, and the hashes of all",
    request: { params: z.strictObject({ id: queryNumber }) },
    responses: {
      200: {
        description: "ZIP file",
        content: { "application/zip": { schema: z.string().openapi({ format: "binary" }) } },
      },
      default: failure,
    },
  });
  app.openapi(evidence, async (context) => {
    const { id } = context.req.valid("param");
    const bytes = await answered(`read evidence ${id}`, desk.evidence(id));
    return context.body(bytes as Uint8Array<ArrayBuffer>, 200, {
      "content-type": "application/zip",
      "content-disposition": `attachment; filename="evidence-${id}.zip"`,
    });
  });
}
