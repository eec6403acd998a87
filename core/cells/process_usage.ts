/** What a process uses, from Linux's own books in /proc. Elsewhere: nothing known. */

/** The kernel counts processor time in these, on every Linux that Deno runs on. */
const TICKS_PER_SECOND = 100;

export interface ProcessUsage {
  /** resident memory of its own: without the program's file, which all processes share */
  rssBytes: number;
  /** processor time since its start, milliseconds */
  cpuMs: number;
}

/** Says what a process uses; null when it is gone or nobody knows. */
export type UsageReader = (pid: number) => Promise<ProcessUsage | null>;

/** Needs all of Deno's permissions: with fewer, `/proc` stays closed. @returns null when the process is gone, or this is no Linux */
export async function readProcessUsage(pid: number): Promise<ProcessUsage | null> {
  try {
    const [status, stat] = await Promise.all([
      Deno.readTextFile(`/proc/${pid}/status`),
      Deno.readTextFile(`/proc/${pid}/stat`),
    ]);
    const kilobytes = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+) kB$`, "m").exec(status)?.[1] ?? 0);
    // The program's name, in brackets, may hold anything; fields are counted after it.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return {
      rssBytes: (kilobytes("RssAnon") + kilobytes("RssShmem")) * 1024,
      cpuMs: (Number(fields[11]) + Number(fields[12])) * 1000 / TICKS_PER_SECOND,
    };
  } catch {
    return null;
  }
}
