/** A never-seen table from the screen to a bookmaker: choose its window, draw or have proposed its regions, watch them being read, save. */
import type { Rect } from "../core/protocol/picture.ts";
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { getCalibration } from "./calibrate_api.ts";
import { CalibrateCanvas } from "./calibrate_canvas.tsx";
import { CalibrateExamples, CalibrateForm } from "./calibrate_form.tsx";
import { CalibrateRegions } from "./calibrate_regions.tsx";
import {
  drawnWindow,
  live,
  locale,
  look,
  picture,
  propose,
  showWindow,
  tableWindow,
  trouble,
  view,
} from "./calibrate_store.ts";
import { gridWindows } from "./rects.ts";
import { t } from "./strings.ts";

/** The host allows a look every 400 ms. */
const LOOK_EVERY_MS = 700;
const GRIDS = [["1×1", 1, 1], ["2×1", 2, 1], ["2×2", 2, 2], ["3×2", 3, 2], ["4×2", 4, 2]] as const;

export function CalibrateView() {
  const failure = useSignal("");
  useEffect(() => {
    void getCalibration().then((answer) => {
      if (!answer.ok) failure.value = answer.reason;
      else {
        view.value = answer.data;
        if (tableWindow.peek() === null) showWindow(null);
      }
    });
    return keepLooking();
  }, []);
  if (failure.value) return <p class="notice bad" role="alert">{t("calNoPicture", { reason: failure.value })}</p>;
  if (!view.value) return <p class="empty">{t("loading")}</p>;
  return (
    <div class="calibrate">
      <section class="panel stage">
        <Toolbar />
        {trouble.value && <p class="notice bad" role="alert">{t("calNoPicture", { reason: trouble.value })}</p>}
        {picture.value ? <CalibrateCanvas /> : !trouble.value && <p class="empty">{t("calLooking")}</p>}
      </section>
      <div class="stack">
        <CalibrateRegions />
        {tableWindow.value && <CalibrateExamples />}
        {tableWindow.value && <CalibrateForm />}
      </div>
    </div>
  );
}

/** Looks again and again while the picture is live; returns what ends it. */
function keepLooking(): () => void {
  let over = false;
  const again = async () => {
    if (over) return;
    if (live.value || !picture.value) await look();
    setTimeout(again, LOOK_EVERY_MS);
  };
  void again();
  return () => over = true;
}

function Toolbar() {
  const said = useSignal(""), proposing = useSignal(false);
  const onPropose = async () => {
    proposing.value = true;
    const answer = await propose();
    proposing.value = false;
    said.value = !answer.ok
      ? t("refusedAction", { reason: answer.reason })
      : answer.data === 0
      ? t("calProposedNone")
      : t("calProposed", { count: answer.data });
  };
  const drawn = drawnWindow.value;
  return (
    <div class="toolbar">
      <WindowChoice />
      {drawn && <button type="button" class="primary" onClick={() => showWindow(drawn)}>{t("calUseWindow")}</button>}
      <button type="button" aria-pressed={!live.value} onClick={() => live.value = !live.value}>
        {live.value ? t("calFreeze") : t("calLive")}
      </button>
      {tableWindow.value && (
        <button type="button" disabled={!picture.value || proposing.value} onClick={onPropose}>
          {proposing.value ? t("calProposing") : t("calPropose")}
        </button>
      )}
      <span class="quiet" role="status">{said.value}</span>
    </div>
  );
}

/** The whole screen, a watched table's window, a cell of a layout, or what was drawn. */
function WindowChoice() {
  const { screen, tables } = view.value!;
  const cells = GRIDS.flatMap(([layout, columns, rows]) =>
    gridWindows(screen, [columns, rows]).map((window, index) => ({
      name: t("calWindowOf", { layout, number: index + 1 }),
      window,
    }))
  );
  const now = tableWindow.value;
  const known = now === null
    ? "whole"
    : tables.find((one) => isSame(one.window, now))?.table ?? cells.find((one) => isSame(one.window, now))?.name ?? "";
  const onChange = (value: string) => {
    const table = tables.find((one) => one.table === value);
    if (value === "whole") return showWindow(null);
    if (!table) return showWindow(cells.find((one) => one.name === value)?.window ?? null);
    locale.value = table.locale;
    showWindow(table.window, table.regions);
  };
  return (
    <label>
      <span>{t("calWindow")}</span>
      <select value={known} onChange={(event) => onChange(event.currentTarget.value)} data-window-choice>
        <option value="whole">{t("calWhole")}</option>
        {now && known === "" && (
          <option value="">{t("calWindowDrawn", { width: now.width, height: now.height })}</option>
        )}
        {tables.map((one) => <option key={one.table} value={one.table}>{one.title}</option>)}
        {cells.map((one) => <option key={one.name} value={one.name}>{one.name}</option>)}
      </select>
    </label>
  );
}

function isSame(one: Rect, other: Rect): boolean {
  return one.x === other.x && one.y === other.y && one.width === other.width && one.height === other.height;
}
