/** The signals that ask a process of this program to end. */

/** Ctrl+C, its Windows sister, and a service manager's request. */
export const STOP_SIGNALS: readonly Deno.Signal[] = Deno.build.os === "windows"
  ? ["SIGINT", "SIGBREAK"]
  : ["SIGINT", "SIGTERM"];

/** Calls back for each of them, until disposed. */
export function onStopSignals(listener: (signal: Deno.Signal) => void): Disposable {
  const listeners = STOP_SIGNALS.map((signal) => ({ signal, heard: () => listener(signal) }));
  for (const { signal, heard } of listeners) Deno.addSignalListener(signal, heard);
  return {
    [Symbol.dispose]() {
      for (const { signal, heard } of listeners) Deno.removeSignalListener(signal, heard);
    },
  };
}
