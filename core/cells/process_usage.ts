/** What a process uses, from Linux's own books in /proc. Elsewhere: nothing known. */

/** The kernel counts processor time in these, on every Linux that Deno runs on. */
const TICKS_PER_SECOND = 100;

export interface ProcessUsage {
  rssBytes: number;
  /** processor time since its start, milliseconds */
  cpuMs: number;
}

/** @returns null when the process is gone, or this is no Linux */
export async function readProcessUsage(pid: number): Promise<ProcessUsage | null> {
  try {
    const [status, stat] = await Promise.all([
      Deno.readTextFile(`/proc/${pid}/status`),
      Deno.readTextFile(`/proc/${pid}/stat`),
    ]);
    const rssKilobytes = Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1] ?? 0);
    // The program's name, in brackets, may hold anything; fields are counted after it.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return {
      rssBytes: rssKilobytes * 1024,
      cpuMs: (Number(fields[11]) + Number(fields[12])) * 1000 / TICKS_PER_SECOND,
    };
  } catch {
    return null;
  }
}
