/** Records a screen without reading it: the capture loop with nobody but the recorder looking. */
import { type Clock, WallClock } from "../clock.ts";
import { Recorder, type RecordingCounts } from "../recording/recorder.ts";
import { CaptureLoop } from "../tables/capture_loop.ts";
import { headerOf } from "../tables/recorded_rects.ts";
import type { ScreenSetup } from "./screen_setup.ts";

export interface RecordSessionOptions {
  path: string;
  screen: ScreenSetup;
  clock: Clock;
  tickMs: number;
  /** of the virtual tables; other screens have none */
  seed: number;
  /** whole windows instead of regions and controls */
  full: boolean;
  /** how long to record, of the clock's time; null: until stopped */
  durationMs: number | null;
  fileBytesMax?: number;
  filesMax?: number;
  /** aborted to stop */
  stop: AbortSignal;
  onTrouble: (message: string) => void;
}

/** Records until the time is over or it is stopped; the screen stays open. @throws {HostError} `storage` */
export async function recordSession(options: RecordSessionOptions): Promise<RecordingCounts & { lateTicks: number }> {
  const { path, screen: { source, tables }, clock, tickMs, seed, full, onTrouble, fileBytesMax, filesMax } = options;
  const header = headerOf(tables, { source, tickMs, seed, full });
  const recorder = await Recorder.open({ path, header, onTrouble, fileBytesMax, filesMax });
  const loop = new CaptureLoop({
    source,
    clock,
    tickMs,
    onTrouble,
    eyes: [],
    watchers: [recorder],
    onReading: () => {},
    onBlind: () => {},
    // Real time does not wait for a thread that lags; virtual time does.
    settle: () => clock instanceof WallClock ? Promise.resolve() : recorder.room(),
  });
  await clock.work(async () => {
    loop.start();
    await clock.sleep(options.durationMs ?? Number.MAX_SAFE_INTEGER, options.stop);
    await loop[Symbol.asyncDispose]();
  });
  await recorder[Symbol.asyncDispose]();
  return { ...recorder.counts, lateTicks: loop.lateTicks };
}
