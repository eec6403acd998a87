/** The picture with the regions on it: drawn, moved and resized by mouse, touch and keys. */
import type { TargetedKeyboardEvent, TargetedPointerEvent } from "preact";
import { useEffect, useRef } from "preact/hooks";
import type { Point, Rect } from "../core/protocol/picture.ts";
import {
  chosen,
  type Drawn,
  drawnWindow,
  picture,
  PLACES,
  places,
  readAll,
  type ShownPicture,
} from "./calibrate_store.ts";
import { fitInside, type Handle, keyed, moved, rectBetween, resized, SIDE_MIN } from "./rects.ts";
import { t } from "./strings.ts";

const HANDLES: readonly Handle[] = ["nw", "ne", "sw", "se"];
type Pointed = TargetedPointerEvent<SVGSVGElement>;
type Drag = { kind: "draw"; from: Point } | { kind: "move"; from: Point; rect: Rect } | {
  kind: "resize";
  handle: Handle;
};

/** The rectangle that stands for a place; undefined: not drawn. */
export function rectOf(place: Drawn): Rect | undefined {
  return place === "window" ? drawnWindow.value ?? undefined : places.value[place];
}

/** Puts a place somewhere, or takes it away. */
export function setRect(place: Drawn, rect: Rect | undefined): void {
  if (place === "window") {
    drawnWindow.value = rect ?? null;
    return;
  }
  const { [place]: _, ...others } = places.value;
  places.value = rect ? { ...others, [place]: rect } : others;
}

export function CalibrateCanvas() {
  const shown = picture.value;
  return shown ? <Board shown={shown} /> : null;
}

function Board({ shown }: { shown: ShownPicture }) {
  const canvas = useRef<HTMLCanvasElement>(null), drag = useRef<Drag | null>(null);
  useEffect(() => {
    canvas.current?.getContext("2d")?.drawImage(shown.bitmap, 0, 0);
  }, [shown]);
  const onPointerDown = (event: Pointed) => {
    if (event.button !== 0) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    drag.current = startOf(event, shown);
    focusChosen(event.currentTarget);
    event.preventDefault();
  };
  const onPointerMove = (event: Pointed) => {
    if (drag.current) setRect(chosen.value, rectWhile(drag.current, pointOf(event, shown), shown));
  };
  const onPointerUp = (event: Pointed) => {
    if (!drag.current) return;
    drag.current = null;
    focusChosen(event.currentTarget);
    void readAll();
  };
  return (
    <div class="board">
      <canvas ref={canvas} width={shown.width} height={shown.height} />
      <svg
        viewBox={`0 0 ${shown.width} ${shown.height}`}
        role="group"
        aria-label={t("calPicture")}
        onPointerDown={onPointerDown}
        onPointerMove={onPointerMove}
        onPointerUp={onPointerUp}
        onPointerCancel={onPointerUp}
      >
        {drawnPlaces().map((place) => <Region key={place} place={place} rect={rectOf(place)!} shown={shown} />)}
      </svg>
    </div>
  );
}

/** The chosen one last, so that it lies on top. */
function drawnPlaces(): Drawn[] {
  const all: Drawn[] = [...PLACES, "window"];
  return all.filter((place) => rectOf(place)).sort((one, other) =>
    Number(one === chosen.value) - Number(other === chosen.value)
  );
}

function Region({ place, rect, shown }: { place: Drawn; rect: Rect; shown: ShownPicture }) {
  const isChosen = place === chosen.value;
  // In a picture's own pixels a mark would be tiny on a large one.
  const unit = Math.max(shown.width, shown.height) / 160;
  const onKeyDown = (event: TargetedKeyboardEvent<SVGGElement>) => {
    if (event.key === "Delete" || event.key === "Backspace") setRect(place, undefined);
    else {
      const next = keyed(
        rect,
        { key: event.key, shift: event.shiftKey, control: event.ctrlKey || event.metaKey },
        shown,
      );
      if (!next) return;
      setRect(place, next);
    }
    event.preventDefault();
    void readAll();
  };
  const { x, y, width, height } = rect;
  return (
    <g
      class={`region mark-${place}${isChosen ? " chosen" : ""}`}
      data-place={place}
      tabIndex={0}
      role="button"
      aria-label={`${t(`place.${place}`)}: ${x}, ${y}, ${width} × ${height}`}
      aria-pressed={isChosen}
      onFocus={() => chosen.value = place}
      onKeyDown={onKeyDown}
    >
      <rect x={x} y={y} width={width} height={height} />
      {isChosen && HANDLES.map((handle) => (
        <circle
          key={handle}
          data-handle={handle}
          cx={handle.endsWith("w") ? x : x + width}
          cy={handle.startsWith("n") ? y : y + height}
          r={unit}
        />
      ))}
    </g>
  );
}

function pointOf(event: Pointed, { width, height }: ShownPicture): Point {
  const box = event.currentTarget.getBoundingClientRect();
  return {
    x: (event.clientX - box.left) * width / box.width,
    y: (event.clientY - box.top) * height / box.height,
  };
}

/** A handle resizes, the inside of the chosen region moves it, another region is chosen and moved, elsewhere one is drawn. */
function startOf(event: Pointed, shown: ShownPicture): Drag {
  const from = pointOf(event, shown), target = event.target as Element;
  const handle = HANDLES.find((one) => one === target.getAttribute("data-handle"));
  if (handle) return { kind: "resize", handle };
  const hit = target.closest("[data-place]")?.getAttribute("data-place");
  const place = ([...PLACES, "window"] as Drawn[]).find((one) => one === hit);
  // A place that is not drawn yet may lie inside another, as the score inside the phase.
  if (!place || !rectOf(chosen.value)) return { kind: "draw", from };
  chosen.value = place;
  return { kind: "move", from, rect: rectOf(place)! };
}

function rectWhile(drag: Drag, to: Point, shown: ShownPicture): Rect | undefined {
  const now = rectOf(chosen.value);
  if (drag.kind === "resize") return now && resized(now, { handle: drag.handle, to }, shown);
  if (drag.kind === "move") return moved(drag.rect, { x: to.x - drag.from.x, y: to.y - drag.from.y }, shown);
  // A press that goes nowhere draws nothing.
  if (Math.hypot(to.x - drag.from.x, to.y - drag.from.y) < SIDE_MIN) return now;
  return fitInside(rectBetween(drag.from, to, shown), shown);
}

function focusChosen(board: SVGSVGElement): void {
  board.querySelector<SVGGElement>(`[data-place="${chosen.value}"]`)?.focus({ preventScroll: true });
}
