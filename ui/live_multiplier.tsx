/** The big number: what was read, carried on along the game's curve until the next reading corrects it. */
import { useEffect, useRef } from "preact/hooks";
import type { TableView } from "../core/protocol/page.ts";
import { extrapolated } from "./flight.ts";
import { multiplier } from "./format.ts";
import { connection, tablesAtMs } from "./store.ts";

export function LiveMultiplier({ table }: { table: TableView }) {
  const output = useRef<HTMLElement>(null);
  const { phase, score } = table;
  const flying = phase === "flying" && connection.value === "live";
  useEffect(() => {
    if (!flying || score === null || !output.current) return;
    return everyFrame((element, nowMs) => {
      element.textContent = multiplier(extrapolated(score, nowMs - tablesAtMs.peek()));
    }, output.current);
  }, [flying, score]);
  const shown = score === null || phase === "waiting" || phase === "unknown" ? "–" : multiplier(score);
  return <b ref={output} class="score num" data-score={score ?? ""}>{shown}</b>;
}

function everyFrame(draw: (element: HTMLElement, nowMs: number) => void, element: HTMLElement): () => void {
  let frame = requestAnimationFrame(function again(nowMs) {
    draw(element, nowMs);
    frame = requestAnimationFrame(again);
  });
  return () => cancelAnimationFrame(frame);
}
