/** The metrics as text, with names made to break it. */
import assert from "node:assert/strict";
import { hostMetrics } from "../../../core/server/host_metrics.ts";
import { formatMetrics } from "../../../core/server/prometheus.ts";
import { GeneratedHost } from "./generated_host.ts";

Deno.test("formatMetrics() writes help, type and samples when given a family", () => {
  const samples = [{ labels: { table: "mozzart", mode: "paper" }, value: 3 }, { value: 0.5 }];
  assert.equal(
    formatMetrics([{ name: "rounds_total", help: "Rounds seen", type: "counter", samples }]),
    "# HELP rounds_total Rounds seen\n# TYPE rounds_total counter\n" +
      'rounds_total{table="mozzart",mode="paper"} 3\nrounds_total 0.5\n',
  );
});

Deno.test("formatMetrics() escapes labels and help when they hold quotes, lines and backslashes", () => {
  const family = {
    name: "a",
    help: "one\\two\nthree",
    type: "gauge" as const,
    samples: [{ labels: { name: 'x"} 1\nfake_total 9 \\' }, value: 1 }],
  };
  assert.equal(
    formatMetrics([family]),
    '# HELP a one\\\\two\\nthree\n# TYPE a gauge\na{name="x\\"} 1\\nfake_total 9 \\\\"} 1\n',
  );
});

Deno.test("formatMetrics() writes the format's own words when a value is not finite", () => {
  const values = [Infinity, -Infinity, NaN].map((value) => ({ value }));
  const lines = formatMetrics([{ name: "a", help: "h", type: "gauge", samples: values }]).split("\n");
  assert.deepEqual(lines.slice(2, 5), ["a +Inf", "a -Inf", "a NaN"]);
});

Deno.test("hostMetrics() is well formed when a plugin is named to break it", () => {
  const host = new GeneratedHost();
  host.stateOf.plugins[0].name = 'evil"} 1\naviator_healthy 0\n# ';
  const text = formatMetrics(
    hostMetrics(host.state(), { liveClients: 1, skippedSends: 2, bets: new Map([["won", 7]]) }),
  );
  assert.ok(text.endsWith("\n"));
  const names = new Set<string>();
  for (const line of text.trimEnd().split("\n")) {
    assert.match(line, /^(# (HELP|TYPE) \w+ .+|aviator_\w+(\{(\w+="([^"\\\n]|\\.)*",?)+\})? [-+\w.]+)$/, line);
    if (line.startsWith("# TYPE")) names.add(line.split(" ")[2]);
  }
  assert.equal(text.match(/^aviator_healthy /gm)?.length, 1);
  assert.match(text, /^aviator_bets_total\{state="won"\} 7$/m);
  assert.equal(text.match(/^# TYPE/gm)?.length, names.size, "each family once");
});

Deno.test("hostMetrics() tells no amounts of money when scraped without a token", () => {
  const host = new GeneratedHost();
  host.stateOf.tables[0].balanceMinor = 987_654_321;
  host.stateOf.betting.profitTodayMinor = 123_456_789;
  const text = formatMetrics(hostMetrics(host.state(), { liveClients: 0, skippedSends: 0, bets: new Map() }));
  assert.doesNotMatch(text, /987654321|123456789|9876543\.21|1234567\.89/);
});

Deno.test("hostMetrics() counts a collector's events by topic", () => {
  const host = new GeneratedHost();
  host.stateOf.plugins[0].name = "told";
  host.stateOf.plugins[0].events = [{ topic: "reading", delivered: 90, waiting: 5, dropped: 2, coalesced: 3 }];
  const text = formatMetrics(hostMetrics(host.state(), { liveClients: 0, skippedSends: 0, bets: new Map() }));
  const lines = ["waiting", "delivered_total", "dropped_total", "coalesced_total"].map((name) =>
    text.match(new RegExp(`^aviator_events_${name}\\{plugin="told",topic="reading"\\} (\\d+)$`, "m"))?.[1]
  );
  assert.deepEqual(lines, ["5", "90", "2", "3"]);
});
