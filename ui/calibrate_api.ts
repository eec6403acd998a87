/** The calibration view's calls to the host. An answer is data or a reason; it never throws. */
import type { AskedWindow, PlaceRects, TableDraft } from "../core/protocol/calibration.ts";
import type { Locale } from "../core/protocol/manifest.ts";
import type { Rect } from "../core/protocol/picture.ts";
import type { NumberRegion, Phase } from "../core/protocol/reading.ts";
import { type Answer, get, LONG_ANSWER_MS_MAX, post, search } from "./client.ts";
import { parseHarmless } from "./harmless.ts";

const PATH = "/api/calibrate";
const PICTURE_ID_HEADER = "x-picture-id";
const PICTURE_MS_MAX = 12_000;

export const getCalibration = () => get(PATH);
export const readPlaces = (asked: AskedWindow & { locale: Locale; places: PlaceRects }) =>
  post(`${PATH}/read`, { body: asked });
export const proposePlaces = (asked: AskedWindow) =>
  post(`${PATH}/propose`, { body: asked, limitMs: LONG_ANSWER_MS_MAX });
export const keepExample = (
  asked: AskedWindow & { phase: Phase; truth: Partial<Record<NumberRegion, number | null>> },
) => post(`${PATH}/keep`, { body: asked });
export const forgetExamples = () => post(`${PATH}/forget`);
export const saveTable = (draft: TableDraft) => post(`${PATH}/save`, { body: draft, limitMs: LONG_ANSWER_MS_MAX });

/** The screen or a window of it, now. */
export async function lookAt(
  window: Rect | null,
): Promise<Answer<{ id: number; width: number; height: number; bitmap: ImageBitmap }>> {
  const query = window === null ? "" : `?${search(window)}`;
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
