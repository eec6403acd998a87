/**
 * Runs `deno bundle` as a child process. The first one of a run goes alone: on a fresh machine it fetches the bundler
 * itself, and two that fetch at once spoil each other's file.
 */
const BUNDLE_MS_MAX = 30_000;
/** With the bundler's download, some ten megabytes. */
const FIRST_BUNDLE_MS_MAX = 300_000;

let first: Promise<unknown> | null = null;

/** Bundles with these arguments of `deno bundle`; returns how the child ended and what it wrote. */
export async function runBundler(args: readonly string[], { cwd }: { cwd?: URL } = {}): Promise<Deno.CommandOutput> {
  const run = (msMax: number) =>
    new Deno.Command(Deno.execPath(), {
      args: ["bundle", "--quiet", ...args],
      cwd,
      env: { NO_COLOR: "1" },
      stdin: "null",
      signal: AbortSignal.timeout(msMax),
    }).output();
  if (first === null) {
    const alone = run(FIRST_BUNDLE_MS_MAX);
    first = alone;
    return await alone;
  }
  await first.catch(() => {});
  return await run(BUNDLE_MS_MAX);
}
