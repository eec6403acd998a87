/** The calibration view's calls to the host. An answer is data or a reason; it never throws. */
import type {
  AskedWindow,
  CalibrationView,
  PlaceReading,
  PlaceRects,
  Proposals,
  SavedTable,
  TableDraft,
} from "../core/protocol/calibration.ts";
import type { Locale } from "../core/protocol/manifest.ts";
import type { Rect } from "../core/protocol/picture.ts";
import type { NumberRegion, Phase } from "../core/protocol/reading.ts";
import { type Answer, call } from "./api.ts";
import { parseHarmless } from "./harmless.ts";

const PATH = "/api/calibrate";
const PICTURE_ID_HEADER = "x-picture-id";
/** Looking a window over and learning take seconds. */
const LONG_MS_MAX = 65_000;
const PICTURE_MS_MAX = 12_000;

type Samples = { samples: CalibrationView["samples"] };

export const getCalibration = () => call<CalibrationView>("GET", PATH);
export const readPlaces = (asked: AskedWindow & { locale: Locale; places: PlaceRects }) =>
  call<{ readings: PlaceReading[] }>("POST", `${PATH}/read`, asked);
export const proposePlaces = (asked: AskedWindow) => call<Proposals>("POST", `${PATH}/propose`, asked, LONG_MS_MAX);
export const keepExample = (
  asked: AskedWindow & { phase: Phase; truth: Partial<Record<NumberRegion, number | null>> },
) => call<Samples>("POST", `${PATH}/keep`, asked);
export const forgetExamples = () => call<Samples>("POST", `${PATH}/forget`, {});
export const saveTable = (draft: TableDraft) => call<SavedTable>("POST", `${PATH}/save`, draft, LONG_MS_MAX);

/** The screen or a window of it, now. */
export async function lookAt(
  window: Rect | null,
): Promise<Answer<{ id: number; width: number; height: number; bitmap: ImageBitmap }>> {
  const query = window === null
    ? ""
    : `?${new URLSearchParams(Object.entries(window).map(([k, v]) => [k, String(v)]))}`;
  try {
    const response = await fetch(`${PATH}/picture${query}`, { signal: AbortSignal.timeout(PICTURE_MS_MAX) });
    if (response.ok) {
      const bitmap = await createImageBitmap(await response.blob());
      const id = Number(response.headers.get(PICTURE_ID_HEADER));
      return { ok: true, data: { id, width: bitmap.width, height: bitmap.height, bitmap } };
    }
    const { error } = parseHarmless(await response.text()) as { error?: { code: string; message: string } };
    return { ok: false, code: error?.code ?? "", reason: error?.message ?? response.statusText };
  } catch (failure) {
    return { ok: false, code: "unreachable", reason: failure instanceof Error ? failure.message : String(failure) };
  }
}
