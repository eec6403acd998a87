/** Memory and processor time of a process, read from the system; nothing where the system does not say. */

const CLOCK_TICKS_PER_SECOND = 100;
const PAGE_BYTES = 4096;

export interface ProcessUsage {
  rssBytes: number;
  /** processor time since the process began */
  cpuMs: number;
}

/** Usage of a process on Linux; null elsewhere or when it is gone. */
export function processUsage(pid: number): ProcessUsage | null {
  try {
    const stat = Deno.readTextFileSync(`/proc/${pid}/stat`);
    // The second field is the program's name in brackets and may hold anything.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    const ticks = Number(fields[11]) + Number(fields[12]);
    return {
      rssBytes: Number(fields[21]) * PAGE_BYTES,
      cpuMs: ticks * 1000 / CLOCK_TICKS_PER_SECOND,
    };
  } catch {
    return null;
  }
}
