/** The routes under `/api/jobs`: long work that goes on without a page. They hold no state. */
import { type OpenAPIHono, z } from "@hono/zod-openapi";
import { JOB_STATES, type JobControls, type JobView } from "../protocol/job.ts";
import { noBody, queryNumber } from "./api_schemas.ts";
import { answered, jsonBody, jsonRoute } from "./route_parts.ts";

const count = z.int().nonnegative();
const timeMs = count.openapi({ description: "epoch milliseconds" });

export const jobView = z.object({
  id: count,
  kind: z.string(),
  title: z.string(),
  state: z.enum(JOB_STATES),
  done: z.number().nonnegative(),
  all: z.number().nonnegative().openapi({ description: "0 before it is known" }),
  reason: z.string(),
  createdAtMs: timeMs,
  startedAtMs: timeMs.nullable(),
  endedAtMs: timeMs.nullable(),
  summary: z.string(),
}).openapi("Job") satisfies z.ZodType<JobView>;

const jobs = z.object({ jobs: z.array(jobView) });
const jobParams = z.strictObject({ id: queryNumber });
const kindParams = z.strictObject({ kind: z.string().regex(/^[a-z][a-z-]{0,39}$/, "a kind of job") });
const jobOptions = z.record(z.string().max(100), z.unknown())
  .openapi("JobOptions", { description: "what the job is to do, as its kind wants it" });
const details = z.object({ job: jobView, options: z.unknown(), result: z.unknown() }).openapi("JobDetails");

export const JOB_ROUTES = {
  list: jsonRoute({
    method: "get",
    path: "/api/jobs",
    summary: "Jobs, newest first",
    gives: "Jobs",
    answer: jobs,
  }),
  start: jsonRoute({
    method: "post",
    path: "/api/jobs/{kind}/start",
    summary: "Put a job in the queue; it goes on without the page and over restarts",
    request: { params: kindParams, body: jsonBody(jobOptions) },
    gives: "Its id",
    answer: z.object({ id: count }),
  }),
  show: jsonRoute({
    method: "get",
    path: "/api/jobs/{id}",
    summary: "One job with what it was asked and what came out",
    request: { params: jobParams },
    gives: "The job",
    answer: details,
  }),
  cancel: command("cancel", "End a job"),
  remove: command("remove", "Forget a job that has ended"),
};

/** Adds the routes. */
export function addResearchRoutes(app: OpenAPIHono, desk: JobControls): void {
  app.openapi(JOB_ROUTES.list, (context) => context.json({ jobs: desk.views() }, 200));
  app.openapi(JOB_ROUTES.start, async (context) => {
    const { kind } = context.req.valid("param"), options = context.req.valid("json");
    return context.json({ id: await answered(`start ${kind}`, desk.start(kind, options)) }, 200);
  });
  addOneJob(app, desk);
}

function addOneJob(app: OpenAPIHono, desk: JobControls): void {
  app.openapi(JOB_ROUTES.show, async (context) => {
    const { id } = context.req.valid("param");
    return context.json(await answered(`show job ${id}`, desk.details(id)), 200);
  });
  for (const action of ["cancel", "remove"] as const) {
    app.openapi(JOB_ROUTES[action], async (context) => {
      const { id } = context.req.valid("param");
      await answered(`${action} job ${id}`, desk[action](id));
      return context.json({}, 200);
    });
  }
}

function command<Action extends string>(action: Action, summary: string) {
  return jsonRoute({
    method: "post",
    path: `/api/jobs/{id}/${action}` as const,
    summary,
    request: { params: jobParams, body: jsonBody(noBody) },
    gives: "Done",
    answer: noBody,
  });
}
