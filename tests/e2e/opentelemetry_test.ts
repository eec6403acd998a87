/** The whole program with Deno's OpenTelemetry on: a receiver of OTLP hears the host's own metrics, and never the page's token. */
import { equal, ok } from "node:assert/strict";
import { until } from "./processes.ts";
import { startProgram } from "./program.ts";

interface Metric {
  name: string;
  sum?: { dataPoints: Point[] };
  gauge?: { dataPoints: Point[] };
}
interface Point {
  asDouble?: number;
  asInt?: string;
  attributes?: { key: string; value: { stringValue?: string } }[];
}

/** Takes whatever is sent to it by HTTP. */
class Receiver implements AsyncDisposable {
  readonly texts: string[] = [];
  readonly paths = new Set<string>();
  readonly #server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, async (request) => {
    this.paths.add(new URL(request.url).pathname);
    this.texts.push(await request.text());
    return Response.json({});
  });
  readonly url = `http://127.0.0.1:${this.#server.addr.port}`;

  /** The newest value of a metric with those labels; undefined when none has come. */
  newest(name: string, labels: Record<string, string> = {}): number | undefined {
    const metrics = this.texts.filter((text) => text.includes(name)).flatMap((text): Metric[] =>
      JSON.parse(text).resourceMetrics?.flatMap(({ scopeMetrics }: { scopeMetrics: { metrics: Metric[] }[] }) =>
        scopeMetrics.flatMap((scope) => scope.metrics)
      ) ?? []
    );
    const points = metrics.filter((metric) => metric.name === name)
      .flatMap(({ sum, gauge }) => [...sum?.dataPoints ?? [], ...gauge?.dataPoints ?? []]);
    const point = points.findLast(({ attributes = [] }) =>
      Object.entries(labels).every(([key, value]) =>
        attributes.some((one) => one.key === key && one.value.stringValue === value)
      )
    );
    return point && Number(point.asDouble ?? point.asInt);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#server.shutdown();
  }
}

Deno.test("a receiver of OTLP hears the host's metrics and no token when the program runs with OTEL_DENO", async () => {
  await using receiver = new Receiver();
  const dataDir = await Deno.makeTempDir({ prefix: "aviator-otel-" });
  let token = "";
  {
    await using program = await startProgram({
      dataDir,
      args: ["--speed", "20"],
      env: {
        // As README has it.
        ...{ OTEL_DENO: "true", OTEL_DENO_CONSOLE: "ignore", OTEL_DENO_TRACING: "false" },
        OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
        ...{ OTEL_EXPORTER_OTLP_PROTOCOL: "http/json", OTEL_METRIC_EXPORT_INTERVAL: "500" },
      },
    });
    token = program.url.searchParams.get("token")!;
    await program.ask("/api/state");
    await until("rounds are heard of", () => (receiver.newest("aviator_rounds_total", { table: "soccer" }) ?? 0) >= 1);
    await until("ticks are heard of", () => (receiver.newest("aviator_ticks_total") ?? 0) > 10);
    const text = await (await program.ask("/metrics")).text();
    const families = [...text.matchAll(/^# TYPE (\S+)/gm)].map(([, name]) => name);
    const silent = families.filter((name) => new RegExp(`^${name}(\\{.*\\})? `, "m").test(text))
      .filter((name) => receiver.newest(name) === undefined);
    // What has its first sample later comes with the next export.
    ok(families.length > 30 && silent.length <= 2, `not heard of: ${silent}`);
  }
  equal([...receiver.paths].join(), "/v1/metrics");
  ok(token.length > 20 && !receiver.texts.some((sent) => sent.includes(token)), "the token stays here");
  await Deno.remove(dataDir, { recursive: true });
});
