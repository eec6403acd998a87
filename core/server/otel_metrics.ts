/**
 * The host's metrics as OpenTelemetry instruments of Deno's own meter: whoever starts the program with OTEL_DENO=true
 * has them sent by OTLP, the same families as `/metrics`; without it nothing is asked and nothing is sent.
 */
import type { MetricFamily } from "./prometheus.ts";

const METER = "aviator-host";

/** What is used of OpenTelemetry's interface; Deno gives it without its types. */
interface Meter {
  createObservableGauge(name: string, options: { description: string }): object;
  createObservableCounter(name: string, options: { description: string }): object;
  addBatchObservableCallback(observe: (result: BatchResult) => void, instruments: object[]): void;
}
interface BatchResult {
  observe(instrument: object, value: number, labels?: Record<string, string>): void;
}

/** Has the families told at every export, under their own names; those that the first call has. */
export function exportMetrics(families: () => readonly MetricFamily[]): void {
  const meter = openMeter();
  if (!meter) return;
  const instruments = new Map(
    families().map(({ name, help, type }) => {
      const options = { description: help };
      return [
        name,
        type === "counter" ? meter.createObservableCounter(name, options) : meter.createObservableGauge(name, options),
      ];
    }),
  );
  const observe = (result: BatchResult) => {
    for (const { name, samples } of families()) {
      const instrument = instruments.get(name);
      if (instrument) { for (const { value, labels } of samples) result.observe(instrument, value, labels); }
    }
  };
  meter.addBatchObservableCallback(observe, [...instruments.values()]);
}

/** Null where the program was started without OpenTelemetry. */
function openMeter(): Meter | null {
  const { meterProvider } = Deno.telemetry as unknown as { meterProvider: { getMeter(name: string): Meter } };
  try {
    return meterProvider.getMeter(METER);
  } catch {
    // Deno says so by an error and has no other sign of it.
    return null;
  }
}
