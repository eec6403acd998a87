/** Looks at processes and waits for things, for tests that kill. Linux only. */

export const ON_LINUX = Deno.build.os === "linux";

export const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

/** Waits until something holds; fails after a minute or as long as told, saying what was waited for. */
export async function until(
  what: string,
  holds: () => boolean | Promise<boolean>,
  { maxMs = 60_000 }: { maxMs?: number } = {},
): Promise<void> {
  for (const end = Date.now() + maxMs; Date.now() < end; await sleep(50)) if (await holds()) return;
  throw new Error(`Cannot go on: waited ${maxMs / 1000} s until ${what}`);
}

/** Processes that a process has started itself. */
export async function children(pid: number): Promise<number[]> {
  const found: number[] = [];
  for await (const { name } of Deno.readDir("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    const stat = await Deno.readTextFile(`/proc/${name}/stat`).catch(() => "");
    if (Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]) === pid) found.push(Number(name));
  }
  return found;
}

export async function descendants(pid: number): Promise<number[]> {
  const own = await children(pid);
  return [...own, ...(await Promise.all(own.map(descendants))).flat()];
}

/** False for a zombie too: it does nothing any more. */
export async function isAlive(pid: number): Promise<boolean> {
  const stat = await Deno.readTextFile(`/proc/${pid}/stat`).catch(() => "");
  return stat !== "" && !stat.slice(stat.lastIndexOf(")") + 2).startsWith("Z");
}
