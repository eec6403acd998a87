/**
 * Calibration as the page uses it: looks at the screen on demand, reads and proposes on what was shown, keeps labelled
 * examples, and saves a bookmaker. It clicks nothing and changes no table that is being watched.
 */
import { join } from "node:path";
import type {
  AskedWindow,
  Calibration,
  CalibrationView,
  KnownTable,
  PlaceReading,
  PlaceRects,
  Proposals,
  SavedTable,
  ScreenPicture,
  TableDraft,
} from "../protocol/calibration.ts";
import { HostError } from "../protocol/errors.ts";
import type { Locale } from "../protocol/manifest.ts";
import type { Picture, Point, Rect } from "../protocol/picture.ts";
import { NUMBER_REGIONS, type NumberRegion, type Phase, PHASES, type Region, REGIONS } from "../protocol/reading.ts";
import { copyCrop } from "../screen/crop.ts";
import type { ScreenSource } from "../screen/screen_source.ts";
import { decodePicture } from "../vision/decode_picture.ts";
import { LearntReader } from "../vision/learnt_reader.ts";
import { CalibrationThread } from "./calibration_thread.ts";
import { boxOf, draftTable } from "./draft_table.ts";
import { type ControlsLesson, learnControls } from "./learn_controls.ts";
import type { LabelledFrame, Lesson } from "./learn_table.ts";
import { PictureThread } from "./picture_thread.ts";
import { checkBookmaker, writeBookmaker } from "./write_bookmaker.ts";

/** Two looks at the screen are at least this far apart. */
export const LOOK_EVERY_MS = 400;
/** Pictures whose pixels can still be asked about; a large screen takes 15 MB each. */
export const PICTURES_MAX = 3;
export const SAMPLES_MAX = 60;
/** Fewer examples of known phase teach nothing that could be checked. */
export const SAMPLES_TO_LEARN = 8;

interface Sample {
  /** PNG of the table's window */
  bytes: Uint8Array;
  phase: Phase;
  truth: LabelledFrame["truth"];
}

export interface CalibrationDeskOptions {
  source: Pick<ScreenSource, "width" | "height" | "grab">;
  tables: () => KnownTable[];
  /** where saved bookmakers go: their folders are made in `bookmakers/` there */
  dataDir: string;
  nowMs: () => number;
}

export class CalibrationDesk implements Calibration, Disposable {
  readonly #options: CalibrationDeskOptions;
  readonly #pictures = new Map<number, { picture: Picture; origin: Point }>();
  readonly #thread = new CalibrationThread();
  readonly #packer = new PictureThread();
  #samples: Sample[] = [];
  #lastId = 0;
  #lookedAtMs = -Infinity;

  constructor(options: CalibrationDeskOptions) {
    this.#options = options;
  }

  view(): CalibrationView {
    const { source: { width, height }, tables } = this.#options;
    return { screen: { width, height }, tables: tables(), samples: this.#counts(), samplesMax: SAMPLES_MAX };
  }

  async look(window: Rect | null): Promise<ScreenPicture> {
    const { source, nowMs } = this.#options;
    const sinceMs = nowMs() - this.#lookedAtMs;
    if (sinceMs >= 0 && sinceMs < LOOK_EVERY_MS) {
      throw new HostError("queue_full", `Cannot look again: the last look was ${Math.round(sinceMs)} ms ago`);
    }
    this.#lookedAtMs = nowMs();
    const rect = window ?? { x: 0, y: 0, width: source.width, height: source.height };
    const [picture] = await source.grab([rect]);
    const id = ++this.#lastId;
    this.#pictures.set(id, { picture, origin: { x: rect.x, y: rect.y } });
    for (const old of this.#pictures.keys()) if (old <= id - PICTURES_MAX) this.#pictures.delete(old);
    const { width, height } = picture;
    return { id, width, height, bytes: await this.#packer.pack(picture), contentType: "image/png" };
  }

  read({ locale, places, ...asked }: AskedWindow & { locale: Locale; places: PlaceRects }): PlaceReading[] {
    const window = this.#cut(asked), reader = new LearntReader({ locale });
    return NUMBER_REGIONS.flatMap((place) => {
      const rect = places[place];
      return rect ? [{ place, ...reader.read(copyInside(window, { rect, place }), place) }] : [];
    });
  }

  propose({ locale, ...asked }: AskedWindow & { locale?: Locale }): Promise<Proposals> {
    return this.#thread.propose({ picture: this.#cut(asked), locale });
  }

  async keep(
    { phase, truth, ...asked }: AskedWindow & { phase: Phase; truth: Partial<Record<NumberRegion, number | null>> },
  ): Promise<CalibrationView["samples"]> {
    if (this.#samples.length >= SAMPLES_MAX) {
      throw new HostError("queue_full", `Cannot keep an example: ${SAMPLES_MAX} are kept already`);
    }
    this.#samples.push({ bytes: await this.#packer.pack(this.#cut(asked)), phase, truth: { ...truth, phase } });
    return this.#counts();
  }

  forget(): CalibrationView["samples"] {
    this.#samples = [];
    return this.#counts();
  }

  async save(draft: TableDraft): Promise<SavedTable> {
    const { name, title, window, locale, currency, stakeMinMinor, stakeMaxMinor, replace } = draft;
    const regions = regionsOf(draft.places);
    const limits = { currency, stakeMinMinor, stakeMaxMinor };
    const describe = (lesson: Lesson | null, controls: ControlsLesson["controls"] = null) =>
      draftTable(window, { regions, locale, limits, phaseRules: [], ...lesson, controls });
    const { x, y } = this.#shown(draft.picture).origin;
    // What the form has wrong is told before seconds are spent on learning.
    checkBookmaker({ name, title, table: describe(null) });
    const frames = await this.#framesOf(window, regions);
    const lesson = await this.#learn(frames, { regions, locale });
    const { controls, missing } = learnControls(
      frames.map(({ picture, truth }) => ({ picture, ...truth })),
      { places: draft.places },
    );
    const table = describe(lesson, controls);
    const dir = join(this.#options.dataDir, "bookmakers", name);
    const file = await writeBookmaker(dir, { draft: { name, title, table }, force: replace });
    const entry = { bookmaker: name, window: boxOf({ ...window, x: x + window.x, y: y + window.y }) };
    return { file, configuration: JSON.stringify(entry), report: lesson?.report ?? null, missing };
  }

  [Symbol.dispose](): void {
    this.#thread[Symbol.dispose]();
    this.#packer[Symbol.dispose]();
    this.#pictures.clear();
    this.#samples = [];
  }

  async #framesOf(window: Rect, regions: Partial<Record<Region, Rect>>): Promise<LabelledFrame[]> {
    const frames: LabelledFrame[] = [];
    for (const { bytes, truth } of this.#samples) {
      const picture = await decodePicture(bytes);
      // The window was moved or drawn anew since: what was kept no longer fits the regions.
      if (picture.width === window.width && picture.height === window.height) frames.push({ picture, regions, truth });
    }
    return frames;
  }

  /** Null while there are too few examples of phases to learn from. */
  async #learn(
    frames: LabelledFrame[],
    { regions, locale }: { regions: Partial<Record<Region, Rect>>; locale: Locale },
  ): Promise<Lesson | null> {
    if (frames.length < SAMPLES_TO_LEARN || !regions.phase) return null;
    return await this.#thread.learn({ frames, locale, phaseRegion: boxOf(regions.phase) });
  }

  #cut({ picture: id, window }: AskedWindow): Picture {
    return copyInside(this.#shown(id).picture, { rect: window, place: "window" });
  }

  #shown(id: number): { picture: Picture; origin: Point } {
    const shown = this.#pictures.get(id);
    if (shown) return shown;
    throw new HostError("refused", `Cannot use picture ${id}: it is too old; look at the screen again`);
  }

  #counts(): Record<Phase, number> {
    const counts = Object.fromEntries(PHASES.map((phase) => [phase, 0])) as Record<Phase, number>;
    for (const { phase } of this.#samples) counts[phase] += 1;
    return counts;
  }
}

function regionsOf(places: PlaceRects): Partial<Record<Region, Rect>> {
  return Object.fromEntries(REGIONS.flatMap((region) => places[region] ? [[region, places[region]]] : []));
}

function copyInside(picture: Picture, { rect, place }: { rect: Rect; place: string }): Picture {
  const { x, y, width, height } = rect;
  if (x + width <= picture.width && y + height <= picture.height) return copyCrop(picture, { rect });
  throw new HostError(
    "bad_message",
    `Cannot use ${place}: ${width}x${height} at ${x},${y} reaches outside ${picture.width}x${picture.height}`,
  );
}
