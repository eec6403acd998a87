/** What a process did to the files of a folder, in order, as strace saw it: read from its output, and nothing guessed. */
import { fileURLToPath } from "node:url";

/** One call that changes a file or makes it safe, or a line that the process said; `at`: its line in the trace, begun and ended. */
export type DiskCall =
  & { begun: number; ended: number; atMs: number }
  & (
    | { type: "open"; path: string; truncate: boolean }
    | { type: "write"; path: string; at: number; bytes: Uint8Array }
    | { type: "truncate"; path: string; bytes: number }
    /** by SQLite, or by the writer itself */
    | { type: "sync"; path: string; by: "sqlite" | "writer" }
    | { type: "rename"; path: string; to: string }
    | { type: "remove"; path: string }
    | { type: "said"; text: string }
  );

/** In which no other call of the program touches files: a trace with one of them ends the test. */
const CALLS =
  "openat,write,pwrite64,writev,pwritev,fsync,fdatasync,ftruncate,rename,renameat,renameat2,unlink,unlinkat," +
  "lseek,sync_file_range,copy_file_range,fallocate,truncate,linkat,sendfile,msync";

/** Runs a program under strace until it has said enough; then kills both. @returns the trace's text */
export async function traced(command: string[], { file, enough }: { file: string; enough: (said: string) => boolean }) {
  const args = ["-I2", "-f", "--seccomp-bpf", "-ttt", "-y", "-xx", "-s", "1000000", "-o", file, "-e", `trace=${CALLS}`];
  const child = new Deno.Command("strace", { args: [...args, ...command], stdout: "piped", stderr: "inherit" }).spawn();
  let said = "";
  for await (const piece of child.stdout.pipeThrough(new TextDecoderStream())) {
    said += piece;
    // With -I2 it is heard, and the child is told the same.
    if (enough(said)) child.kill("SIGTERM");
  }
  await child.status;
  return await Deno.readTextFile(file);
}

/** The calls on files of a folder, and what was said on the standard output. @throws what it does not understand */
export function readTrace(text: string, folder: string): DiskCall[] {
  const reader = new TraceReader(folder);
  text.split("\n").forEach((line, at) => reader.read(line, at));
  return reader.calls;
}

class TraceReader {
  readonly calls: DiskCall[] = [];
  readonly #folder: string;
  /** calls of each thread that have begun and not ended */
  readonly #begun = new Map<string, { text: string; at: number; atMs: number }>();
  /** where the next `write` of each open file goes, by descriptor */
  readonly #places = new Map<string, number>();

  constructor(folder: string) {
    this.#folder = folder;
  }

  read(line: string, at: number): void {
    const match = /^(\d+) +(\d+\.\d+) (.*)$/.exec(line);
    if (!match) return;
    const [, thread, seconds, rest] = match, atMs = Number(seconds) * 1000;
    if (rest.endsWith("<unfinished ...>")) {
      return void this.#begun.set(thread, { text: rest.slice(0, -"<unfinished ...>".length).trimEnd(), at, atMs });
    }
    const resumed = /^<\.\.\. \w+ resumed>(.*)$/.exec(rest), before = this.#begun.get(thread);
    if (resumed && before) this.#take(before.text + resumed[1], { begun: before.at, ended: at, atMs: before.atMs });
    else this.#take(rest, { begun: at, ended: at, atMs });
  }

  #take(call: string, when: { begun: number; ended: number; atMs: number }): void {
    const match = /^(\w+)\((.*)\) += (-?\d+)/.exec(call);
    if (!match) return;
    const [, name, inner, result] = match, returned = Number(result);
    if (returned < 0) return;
    const [descriptor, path] = descriptorOf(inner);
    if (name === "write" && descriptor === "1") {
      return void this.calls.push({ ...when, type: "said", text: new TextDecoder().decode(textOf(inner)) });
    }
    if (/^(openat|rename|unlink)/.test(name)) return this.#named(name, { inner, call, when });
    if (!this.#isOurs(path) || path.endsWith("-shm")) return;
    this.#onFile({ name, inner, returned, path, descriptor, when });
  }

  #named(name: string, { inner, call, when }: { inner: string; call: string; when: When }): void {
    const paths = [...inner.matchAll(/"((?:\\x[0-9a-f]{2})*)"/g)].map(([, hex]) => textFrom(hex));
    if (!paths.some((path) => this.#isOurs(path))) return;
    if (name.startsWith("rename")) this.calls.push({ ...when, type: "rename", path: paths[0], to: paths[1] });
    else if (name.startsWith("unlink")) this.calls.push({ ...when, type: "remove", path: paths[0] });
    else {
      this.#places.set(/= (\d+)/.exec(call)![1], 0);
      if (inner.includes("O_CREAT") && !paths[0].endsWith("-shm")) {
        this.calls.push({ ...when, type: "open", path: paths[0], truncate: inner.includes("O_TRUNC") });
      }
    }
  }

  #onFile({ name, inner, returned, path, descriptor, when }: OnFile): void {
    const numbers = inner.split(", ").slice(1);
    if (name === "pwrite64") {
      const bytes = textOf(inner).subarray(0, returned);
      this.calls.push({ ...when, type: "write", path, at: Number(numbers.at(-1)), bytes });
    } else if (name === "write") {
      const at = this.#places.get(descriptor) ?? 0;
      this.#places.set(descriptor, at + returned);
      this.calls.push({ ...when, type: "write", path, at, bytes: textOf(inner).subarray(0, returned) });
    } else if (name === "lseek") this.#places.set(descriptor, returned);
    else if (name === "ftruncate") this.calls.push({ ...when, type: "truncate", path, bytes: Number(numbers[0]) });
    else if (name === "fsync") this.calls.push({ ...when, type: "sync", path, by: "sqlite" });
    else if (name === "fdatasync") this.calls.push({ ...when, type: "sync", path, by: "writer" });
    else throw new Error(`Cannot replay ${name} of ${path}`);
  }

  #isOurs(path: string): boolean {
    return path === this.#folder || path.startsWith(`${this.#folder}/`);
  }
}

type When = { begun: number; ended: number; atMs: number };
type OnFile = { name: string; inner: string; returned: number; path: string; descriptor: string; when: When };

/** Of `29<\x2f…>, …`: the number and the path. */
function descriptorOf(inner: string): [string, string] {
  const match = /^(\d+)<((?:\\x[0-9a-f]{2})*)>/.exec(inner);
  return match ? [match[1], textFrom(match[2])] : ["", ""];
}

/** The first quoted text among a call's arguments, as bytes. */
function textOf(inner: string): Uint8Array {
  const from = inner.indexOf('"') + 1, to = inner.indexOf('"', from);
  return bytesFrom(inner.slice(from, to));
}

const bytesFrom = (hex: string): Uint8Array => Uint8Array.fromHex(hex.replaceAll("\\x", ""));
const textFrom = (hex: string): string => new TextDecoder().decode(bytesFrom(hex));

/** A process of this project, to be traced. */
export function programOf(script: string, args: string[]): string[] {
  const path = (relative: string) => fileURLToPath(new URL(relative, import.meta.url));
  const flags = ["-A", "--no-check", "--unstable-worker-options", "--config", path("../../../deno.json")];
  return [Deno.execPath(), "run", ...flags, path(script), ...args];
}
