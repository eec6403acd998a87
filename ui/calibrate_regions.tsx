/** The list of regions beside the picture: which is being drawn, where it is, and what is read there right now. */
import type { TargetedInputEvent } from "preact";
import type { NumberRegion } from "../core/protocol/reading.ts";
import { rectOf, setRect } from "./calibrate_canvas.tsx";
import {
  chosen,
  corrections,
  type Drawn,
  live,
  NUMBER_PLACES,
  picture,
  PLACES,
  readAll,
  readings,
  tableWindow,
  typedText,
} from "./calibrate_store.ts";
import { decimal, percent } from "./format.ts";
import { fitInside } from "./rects.ts";
import { t } from "./strings.ts";

export function CalibrateRegions() {
  const shown: readonly Drawn[] = tableWindow.value ? PLACES : ["window"];
  return (
    <section class="panel">
      <div class="panel-top">
        <h2>{t("calRegions")}</h2>
      </div>
      <ul class="places">
        {shown.map((place) => <PlaceRow key={place} place={place} />)}
      </ul>
      <Box />
      <p class="quiet">{t("calHelp")}</p>
    </section>
  );
}

function PlaceRow({ place }: { place: Drawn }) {
  const number = NUMBER_PLACES.find((one) => one === place), rect = rectOf(place);
  return (
    <li class={place === chosen.value ? "chosen" : ""}>
      <button
        type="button"
        class={`place mark-${place}`}
        aria-pressed={place === chosen.value}
        onClick={() => chosen.value = place}
      >
        <i />
        {t(`place.${place}`)}
      </button>
      {number && rect ? <PlaceReading place={number} /> : <span class="quiet">{rect ? "" : "–"}</span>}
    </li>
  );
}

function PlaceReading({ place }: { place: NumberRegion }) {
  const reading = readings.value.get(place);
  if (!reading) return <span class="quiet">…</span>;
  const detail = reading.value === null
    ? `${decimal(reading.micros / 1000)} ms`
    : `${percent(reading.confidence, 0)} · ${reading.method} · ${decimal(reading.micros / 1000)} ms`;
  const correct = (event: TargetedInputEvent<HTMLInputElement>) => {
    corrections.value = { ...corrections.value, [place]: event.currentTarget.value };
  };
  return (
    <span class="reading" data-reading={place}>
      {live.value
        ? <output class="num">{reading.value === null ? t("calNothing") : typedText(place, reading.value)}</output>
        : (
          <input
            class="num"
            inputMode="decimal"
            aria-label={t(`place.${place}`)}
            placeholder={t("calNothing")}
            value={corrections.value[place] ?? typedText(place, reading.value)}
            onInput={correct}
          />
        )}
      <small>{detail}</small>
    </span>
  );
}

const SIDES = [["x", "X"], ["y", "Y"], ["width", "calWidth"], ["height", "calHeight"]] as const;

/** The chosen region's place in figures, for whoever draws with keys or wants it exact. */
function Box() {
  const shown = picture.value, rect = rectOf(chosen.value);
  if (!shown || !rect) return null;
  const set = (side: "x" | "y" | "width" | "height", text: string) => {
    const value = Number(text);
    if (!Number.isInteger(value) || value < 0) return;
    setRect(chosen.value, fitInside({ ...rect, [side]: value }, shown));
    void readAll();
  };
  return (
    <div class="box">
      {SIDES.map(([side, label]) => (
        <label key={side}>
          <span>{label === "X" || label === "Y" ? label : t(label)}</span>
          <input
            class="num"
            type="number"
            min={0}
            value={rect[side]}
            onChange={(event) => set(side, event.currentTarget.value)}
          />
        </label>
      ))}
      <button
        type="button"
        class="small"
        onClick={() => {
          setRect(chosen.value, undefined);
          void readAll();
        }}
      >
        {t("calRemove")}
      </button>
    </div>
  );
}
