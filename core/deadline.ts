/** An end for every wait on the host: its answer, its failure, or `deadline`. */
import { HostError } from "./protocol/errors.ts";

/**
 * Waits for an answer, `limitMs` at most.
 *
 * @throws {HostError} `deadline` when there is none by then
 */
export async function before<T>(limitMs: number, options: { action: string; answer: Promise<T> }): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    const error = new HostError("deadline", `Cannot ${options.action}: no answer in ${limitMs} ms`);
    timer = setTimeout(() => reject(error), limitMs);
  });
  try {
    return await Promise.race([options.answer, late]);
  } finally {
    clearTimeout(timer);
  }
}
