/** All hostile plugins, and the modules that hold them. */
import { MESSAGE_PAYLOADS } from "./message_payloads.ts";
import type { Payload, PayloadKind } from "./payload.ts";
import { PROBES } from "./probes.ts";
import { PROCESS_PAYLOADS } from "./process_payloads.ts";

const FRAME = `
const frame = (json) => {
  const text = new TextEncoder().encode(json);
  const bytes = new Uint8Array(8 + text.length);
  new DataView(bytes.buffer).setUint32(0, 4 + text.length, true);
  new DataView(bytes.buffer).setUint32(4, text.length, true);
  bytes.set(text, 8);
  return bytes;
};
const write = (bytes) => { for (let at = 0; at < bytes.length;) at += Deno.stdout.writeSync(bytes.subarray(at)); };
`;

/** A plugin's module that does `body` once it is asked. */
export function hostileModule(body: string): string {
  return `import { defineStrategy } from "@aviator/sdk";
${FRAME}
export default defineStrategy({ async decide(history, context) { ${body} } });\n`;
}

/** Attempts from `probes.ts`, by what they are after; what they try fails, and the plugin lives on. */
const ATTEMPTS: Partial<Record<PayloadKind, readonly string[]>> = {
  file: [
    "reads a file",
    "reads a file by Node",
    "reads the process's environment",
    "climbs out of its folder",
    "writes a file",
    "writes beside its code",
  ],
  network: [
    "fetches from loopback",
    "connects to loopback",
    "connects by Node",
    "connects a WebSocket",
    "resolves a name",
  ],
  import: [
    "imports a file as text",
    "imports a URL",
    "imports an npm package",
    "starts a worker from a file",
    "starts a worker with more",
  ],
  stream: ["kills its parent", "signals its whole group", "runs a program"],
};

/** All payloads. */
export const PAYLOADS: readonly Payload[] = [
  ...PROCESS_PAYLOADS,
  ...MESSAGE_PAYLOADS,
  ...Object.entries(ATTEMPTS).flatMap(([kind, names]) =>
    names.map((name) => ({ name, kind: kind as PayloadKind, body: attempt(PROBES[name]), ends: null }))
  ),
];

/** What an attempt that failed says. */
export const FAILED = /OUTCOME failed: /;

function attempt(probe: string): string {
  return `const outcome = await (async () => await ${probe})().then((value) => "DONE " + Deno.inspect(value), (error) => "failed: " + error);
    throw new Error("OUTCOME " + outcome.slice(0, 300));`;
}

/** A plugin that holds all payloads: the table that it is asked about names one, the time its seed. */
export function campaignModule({ canary, port }: { canary: string; port: number }): string {
  const all = PAYLOADS.map(({ name, body }) => `${JSON.stringify(name)}: async (random, size) => { ${body} }`);
  return `import { defineStrategy } from "@aviator/sdk";
${FRAME}
const never = new Promise(() => {});
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const load = (0, eval)("(what, options) => im" + "port(what, options)");
const canary = ${JSON.stringify(canary)}, port = ${port};
const payloads = { ${all.join(",\n")} };
const mulberry = (seed) => () => {
  seed = seed + 0x6d2b79f5 | 0;
  let mixed = Math.imul(seed ^ seed >>> 15, 1 | seed);
  mixed = mixed + Math.imul(mixed ^ mixed >>> 7, 61 | mixed) ^ mixed;
  return ((mixed ^ mixed >>> 14) >>> 0) / 4294967296;
};
export default defineStrategy({ async decide(history, { table, nowMs }) {
  if (table === "calm") return null;
  const random = mulberry(nowMs), size = (most) => 1 + Math.floor(most * (0.5 + random() / 2));
  await pause(20 * random());
  return await payloads[table](random, size);
} });\n`;
}
