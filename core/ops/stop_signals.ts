/** The signals that ask a process of this program to end, or to stop betting. */

type System = typeof Deno.build.os;

/** Ctrl+C, its Windows sister, and a service manager's request. Windows knows no others: listening for one throws there. */
export function stopSignals(os: System = Deno.build.os): readonly Deno.Signal[] {
  return os === "windows" ? ["SIGINT", "SIGBREAK"] : ["SIGINT", "SIGTERM"];
}

/** Stops all betting and nothing else. Windows has none for it. */
export function haltSignals(os: System = Deno.build.os): readonly Deno.Signal[] {
  return os === "windows" ? [] : ["SIGUSR1"];
}

/** Calls back for each request to end, until disposed. */
export function onStopSignals(listener: (signal: Deno.Signal) => void): Disposable {
  return onSignals(stopSignals(), listener);
}

/** Calls back for each request to stop betting, until disposed. */
export function onHaltSignals(listener: (signal: Deno.Signal) => void): Disposable {
  return onSignals(haltSignals(), listener);
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
