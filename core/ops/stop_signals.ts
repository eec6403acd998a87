/** The signals that ask a process of this program to end, or to stop betting. */

/** Ctrl+C, its Windows sister, and a service manager's request. */
const STOP_SIGNALS: readonly Deno.Signal[] = Deno.build.os === "windows"
  ? ["SIGINT", "SIGBREAK"]
  : ["SIGINT", "SIGTERM"];

/** Stops all betting and nothing else. Windows has none for it. */
export const HALT_SIGNALS: readonly Deno.Signal[] = Deno.build.os === "windows" ? [] : ["SIGUSR1"];

/** Calls back for each request to end, until disposed. */
export function onStopSignals(listener: (signal: Deno.Signal) => void): Disposable {
  return onSignals(STOP_SIGNALS, listener);
}

/** Calls back for each request to stop betting, until disposed. */
export function onHaltSignals(listener: (signal: Deno.Signal) => void): Disposable {
  return onSignals(HALT_SIGNALS, listener);
}

function onSignals(signals: readonly Deno.Signal[], listener: (signal: Deno.Signal) => void): Disposable {
  const listeners = signals.map((signal) => ({ signal, heard: () => listener(signal) }));
  for (const { signal, heard } of listeners) Deno.addSignalListener(signal, heard);
  return {
    [Symbol.dispose]() {
      for (const { signal, heard } of listeners) Deno.removeSignalListener(signal, heard);
    },
  };
}
