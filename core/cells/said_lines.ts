/** How much a plugin may say a second: more would wear the log's older lines out of its files. What is dropped is counted and told. */
import { TokenBucket } from "./token_bucket.ts";

/** Lines of one plugin, its standard error included. */
export const LINES_PER_SECOND_MAX = 50;

/** Takes one line of a plugin. */
export type SaidLog = (level: "debug" | "info" | "warning" | "error", message: string) => void;

/** `log` with a limit; the next line that passes is followed by how many did not. */
export function limitLines(log: SaidLog, nowMs: () => number = () => performance.now()): SaidLog {
  const bucket = new TokenBucket(LINES_PER_SECOND_MAX, nowMs());
  let dropped = 0;
  return (level, message) => {
    const now = nowMs();
    if (bucket.take(1, now) > 0) {
      // What does not pass costs nothing: else a flood would silence its plugin for minutes.
      bucket.take(-1, now);
      dropped += 1;
      return;
    }
    log(level, message);
    if (dropped === 0) return;
    log("warning", `${dropped} lines before this one were dropped: it says more than ${LINES_PER_SECOND_MAX} a second`);
    dropped = 0;
  };
}
