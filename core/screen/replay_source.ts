/** A recording as a screen: at the clock's time it shows what was recorded then, and nothing that was not. */
import type { Clock } from "../clock.ts";
import { HostError } from "../protocol/errors.ts";
import type { Picture, Rect } from "../protocol/picture.ts";
import { isInside } from "../recording/frame_changes.ts";
import { RecordingFile } from "../recording/recording_file.ts";
import type { RecordingHeader } from "../recording/recording_format.ts";
import { RecordingPlayer } from "../recording/recording_player.ts";
import { copyCrop } from "./crop.ts";
import type { ScreenSource } from "./screen_source.ts";

export class ReplaySource implements ScreenSource {
  readonly name = "replay";
  readonly header: RecordingHeader;
  readonly width: number;
  readonly height: number;
  readonly #clock: Pick<Clock, "nowMs">;
  readonly #file: RecordingFile;
  readonly #player: RecordingPlayer;
  #crops: Picture[] = [];
  #closed = false;

  private constructor(file: RecordingFile, clock: Pick<Clock, "nowMs">) {
    this.#file = file;
    this.#clock = clock;
    this.#player = new RecordingPlayer(file);
    this.header = file.header;
    ({ width: this.width, height: this.height } = file.header.screen);
  }

  /**
   * Opens a recording.
   *
   * @throws {HostError} `storage` when there is none, or its beginning cannot be read
   */
  static open(path: string, { clock }: { clock: Pick<Clock, "nowMs"> }): ReplaySource {
    return new ReplaySource(RecordingFile.open(path), clock);
  }

  /** what could not be played so far, in words */
  get damage(): readonly string[] {
    return this.#player.damage;
  }

  /** frames shown so far, and looks that the recorder had to leave out */
  get counts(): { frames: number; dropped: number } {
    return { frames: this.#player.frames, dropped: this.#player.dropped };
  }

  grab(rects: readonly Rect[]): Promise<Picture[]> {
    return Promise.resolve().then(() => this.#grab(rects));
  }

  nextFrameMs(afterMs: number): number | null {
    return this.#player.nextFrameMs(afterMs);
  }

  #grab(rects: readonly Rect[]): Picture[] {
    if (this.#closed) throw new HostError("screen", "Cannot grab: the recording is closed");
    this.#player.playTo(this.#clock.nowMs());
    return this.#crops = rects.map((rect, index) => this.#crop(rect, this.#crops[index]));
  }

  #crop(rect: Rect, into: Picture | undefined): Picture {
    const { rects } = this.header;
    const place = rects.findIndex((recorded) => isInside(rect, recorded));
    const { x, y, width, height } = rects[place] ?? { x: 0, y: 0, width: 0, height: 0 };
    if (place < 0) throw notRecorded(rect, this.#file.name);
    const pixels = this.#player.pixels[place];
    const screen = { width, height, data: new Uint8Array(pixels.buffer, pixels.byteOffset, pixels.byteLength) };
    return copyCrop(screen, { rect: { ...rect, x: rect.x - x, y: rect.y - y }, into });
  }

  [Symbol.asyncDispose](): Promise<void> {
    if (!this.#closed) this.#file[Symbol.dispose]();
    this.#closed = true;
    return Promise.resolve();
  }
}

function notRecorded({ x, y, width, height }: Rect, file: string): HostError {
  return new HostError(
    "screen",
    `Cannot grab ${width}x${height} at ${x},${y}: ${file} does not hold it; record whole windows with --full`,
  );
}
