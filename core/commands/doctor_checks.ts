/**
 * What `doctor` looks at, a feature at a time: tries what can be tried without changing anything, and names the exact
 * command or line that mends what is missing. Opens no connection but to what the configuration names.
 */
import { statfs } from "node:fs/promises";
import { delimiter, join, resolve } from "node:path";
import type { Config } from "../ops/config.ts";
import { chooseDisplay } from "../screen/desktop_display.ts";

/** One thing looked at. */
export interface Finding {
  feature: string;
  ok: boolean;
  /** what was found, or what is missing */
  found: string;
  /** the command that mends it; empty when all is well */
  remedy: string;
  /** without it `start` itself does not work */
  needed?: boolean;
}

/** What is looked at; a test passes another one. */
export interface Machine {
  os: typeof Deno.build.os;
  environment(name: string): string | undefined;
  /** where shared libraries lie */
  libraryFolders: readonly string[];
}

const THIS_MACHINE: Machine = {
  os: Deno.build.os,
  environment: (name) => Deno.env.get(name),
  libraryFolders: [`/usr/lib/${Deno.build.arch}-linux-gnu`, "/usr/lib64", "/usr/lib"],
};

const FREE_BYTES_MIN = 1_000_000_000;
const CONNECT_MS = 3_000;

interface Tool {
  feature: string;
  /** programs of which one is enough */
  names: readonly string[];
  remedy: string;
  /** where it is worth having; everywhere unless told */
  os?: typeof Deno.build.os;
}

/** Programs from outside, each with what is lost without it. */
export const TOOLS: readonly Tool[] = [
  { feature: "cells end with the core", names: ["setpriv"], remedy: "apt-get install util-linux", os: "linux" },
  { feature: "cells' memory and files", names: ["prlimit"], remedy: "apt-get install util-linux", os: "linux" },
  { feature: "research gives way", names: ["nice"], remedy: "apt-get install coreutils", os: "linux" },
  { feature: "page opens by itself", names: ["xdg-open"], remedy: "apt-get install xdg-utils", os: "linux" },
  { feature: "fleet over NATS", names: ["nats-server"], remedy: "apt-get install nats-server" },
  { feature: "collector's PostgreSQL", names: ["psql", "postgres"], remedy: "apt-get install postgresql" },
  { feature: "fleet's shared cache", names: ["redis-server"], remedy: "apt-get install redis-server" },
  { feature: "tests: browser", names: ["chromium"], remedy: "apt-get install chromium" },
  { feature: "tests: screen", names: ["Xvfb"], remedy: "apt-get install xvfb", os: "linux" },
];

const LIBRARIES = [
  { feature: "reading the real screen", file: "libxcb.so.1", remedy: "apt-get install libxcb1" },
  { feature: "reading the real screen", file: "libxcb-shm.so.0", remedy: "apt-get install libxcb-shm0" },
  { feature: "real mouse and keyboard", file: "libXtst.so.6", remedy: "apt-get install libxtst6" },
];

/** Everything, the needed first. Never rejects. */
export async function examine(
  { config, dataDir }: { config: Config; dataDir: string },
  machine: Machine = THIS_MACHINE,
): Promise<Finding[]> {
  return [
    await virtualTables(),
    await dataFolder(dataDir),
    await pagePort(config.port),
    ...await Promise.all(
      TOOLS.filter(({ os }) => os === undefined || os === machine.os).map((tool) => find(tool, machine)),
    ),
    ...await realScreen(machine),
    ...await forwardingTo(config),
  ];
}

/** Draws a picture and asks a database in memory: the native parts are there and run. */
async function virtualTables(): Promise<Finding> {
  const finding = { feature: "virtual tables", needed: true };
  try {
    const [{ createCanvas }, { DatabaseSync }] = await Promise.all([import("@napi-rs/canvas"), import("node:sqlite")]);
    createCanvas(8, 8).getContext("2d").fillRect(0, 0, 8, 8);
    using database = new DatabaseSync(":memory:");
    const version = database.prepare("SELECT sqlite_version() AS version").get()?.version;
    return { ...finding, ok: true, found: `Deno ${Deno.version.deno}, SQLite ${version}, canvas`, remedy: "" };
  } catch (error) {
    return {
      ...finding,
      ok: false,
      found: (error as Error).message,
      remedy: "deno install, with the network reachable",
    };
  }
}

/** Writes and removes a file in the folder, or in the nearest one above it that is there. */
async function dataFolder(dataDir: string): Promise<Finding> {
  const finding = { feature: "data folder", needed: true };
  let folder = resolve(dataDir);
  while (
    !await Deno.stat(folder).then(({ isDirectory }) => isDirectory, () => false) && resolve(folder, "..") !== folder
  ) {
    folder = resolve(folder, "..");
  }
  try {
    await Deno.remove(await Deno.makeTempFile({ dir: folder, prefix: ".aviator-doctor-" }));
  } catch (error) {
    const remedy = `start --data DIR with a folder that you may write, or: chown -R "$USER" ${folder}`;
    return { ...finding, ok: false, found: `${folder}: ${(error as Error).message}`, remedy };
  }
  const { bavail, bsize } = await statfs(folder), free = bavail * bsize;
  const found = `${folder}, ${(free / 1e9).toFixed(1)} GB free`;
  if (free >= FREE_BYTES_MIN) return { ...finding, ok: true, found, remedy: "" };
  return { ...finding, ok: false, found, remedy: "make room, or start --data DIR on a larger disk" };
}

async function pagePort(port: number): Promise<Finding> {
  const finding = { feature: "page", needed: true };
  try {
    const listener = Deno.listen({ hostname: "127.0.0.1", port });
    listener.close();
    return { ...finding, ok: true, found: `port ${port === 0 ? "of its own choice" : port} is free`, remedy: "" };
  } catch (error) {
    if (!(error instanceof Deno.errors.AddrInUse)) {
      return { ...finding, ok: false, found: `port ${port}: ${(error as Error).message}`, remedy: "start --port 0" };
    }
    const answer = await fetch(`http://127.0.0.1:${port}/health`, { signal: AbortSignal.timeout(CONNECT_MS) })
      .then(async (response) => (await response.body?.cancel(), true), () => false);
    const found = answer ? `port ${port} is in use, by a running program it seems` : `port ${port} is in use`;
    return { ...finding, ok: answer, found, remedy: answer ? "" : "start --port 0, which takes any free one" };
  }
}

/** Looks for a tool in the folders of PATH. */
async function find({ feature, names, remedy }: Tool, machine: Machine): Promise<Finding> {
  const folders = (machine.environment("PATH") ?? "").split(delimiter).filter(Boolean);
  const files = names.flatMap((name) => machine.os === "windows" ? [`${name}.exe`, `${name}.cmd`] : [name]);
  const path = await firstFile(folders.flatMap((folder) => files.map((file) => join(folder, file))));
  return path === null
    ? { feature, ok: false, found: `no ${names.join(" or ")}`, remedy }
    : { feature, ok: true, found: path, remedy: "" };
}

/** On X11 the display is opened and asked for its size; elsewhere the monitors are listed. */
async function realScreen(machine: Machine): Promise<Finding[]> {
  const feature = "a real screen";
  if (machine.os !== "linux") {
    try {
      const { listMonitors } = await import("../screen/desktop_monitors.ts");
      const monitors = await listMonitors();
      return [{ feature, ok: monitors.length > 0, found: `${monitors.length} monitors`, remedy: "connect a monitor" }];
    } catch (error) {
      return [{ feature, ok: false, found: (error as Error).message, remedy: "start in a desktop session" }];
    }
  }
  const libraries = await Promise.all(LIBRARIES.map(async ({ feature, file, remedy }): Promise<Finding> => {
    const path = await firstFile(machine.libraryFolders.map((folder) => join(folder, file)));
    if (path !== null) return { feature, ok: true, found: path, remedy: "" };
    return { feature, ok: false, found: `no ${file}`, remedy };
  }));
  return [await x11Display(machine, { isComplete: libraries.slice(0, 2).every(({ ok }) => ok) }), ...libraries];
}

async function x11Display(machine: Machine, { isComplete }: { isComplete: boolean }): Promise<Finding> {
  const feature = "a real screen";
  let display: string;
  try {
    display = chooseDisplay({ os: machine.os, environment: (name) => machine.environment(name) });
  } catch (error) {
    const found = (error as Error).message.replace(/^Cannot grab the screen:? ?/, "").replace(/[:;].*/, "");
    const remedy = /Wayland/.test(found)
      ? `log in to an X11 session ("on Xorg")`
      : "export DISPLAY=:0 in a graphical session";
    return { feature, ok: false, found, remedy };
  }
  if (!isComplete) return { feature, ok: false, found: `X11 display ${display}`, remedy: "the libraries below" };
  try {
    const { DesktopSource } = await import("../screen/desktop_source.ts");
    await using source = await DesktopSource.open({ display });
    return { feature, ok: true, found: `X11 display ${display}, ${source.width}x${source.height}`, remedy: "" };
  } catch (error) {
    const remedy = `export DISPLAY to a display that is yours (see: ls /tmp/.X11-unix), or: xhost +si:localuser:$USER`;
    return { feature, ok: false, found: (error as Error).message, remedy };
  }
}

/** Whether somebody listens where the configuration forwards to; nothing where it forwards nowhere. */
async function forwardingTo({ forwarding }: Config): Promise<Finding[]> {
  if (!forwarding) return [];
  const url = new URL(forwarding.url), isNats = url.protocol === "nats:";
  const port = Number(url.port || (isNats ? 4222 : url.protocol === "https:" ? 443 : 80));
  const feature = "forwarding", where = `${url.hostname}:${port}`;
  const remedy = isNats
    ? `nats-server -js -p ${port} on ${url.hostname}, then: deno task aviator collector --nats ${forwarding.url}`
    : `deno task aviator collector --port ${port} on ${url.hostname}`;
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(new Error("no answer")), CONNECT_MS);
  try {
    const connection = await Promise.race([Deno.connect({ hostname: url.hostname, port }), late.promise]);
    connection.close();
    return [{ feature, ok: true, found: `${where} answers`, remedy: "" }];
  } catch (error) {
    return [{ feature, ok: false, found: `${where}: ${(error as Error).message}`, remedy }];
  } finally {
    clearTimeout(timer);
  }
}

async function firstFile(paths: readonly string[]): Promise<string | null> {
  for (const path of paths) if (await Deno.stat(path).then((info) => info.isFile, () => false)) return path;
  return null;
}
