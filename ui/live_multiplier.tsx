/** The big number: what was read, carried on along the game's curve until the next reading corrects it. */
import { useLayoutEffect, useRef } from "preact/hooks";
import type { TableView } from "../core/protocol/page.ts";
import { extrapolated } from "./flight.ts";
import { multiplier } from "./format.ts";
import { language } from "./settings.ts";
import { connection, tablesAtMs } from "./store.ts";

/** Hundredths from which on a multiplier has more figures than its usual size leaves room for. */
const LONG_FROM = 100_000;

export function LiveMultiplier({ table }: { table: TableView }) {
  const output = useRef<HTMLElement>(null);
  const { phase, score } = table;
  const known = score !== null && (phase === "flying" || phase === "crashed");
  const flying = known && phase === "flying" && connection.value === "live";
  // The text is written here alone: were it a child as well, the two would undo each other.
  useLayoutEffect(() => {
    const element = output.current;
    if (!element) return;
    element.textContent = known ? multiplier(score) : "–";
    if (!flying) return;
    return everyFrame((nowMs) => element.textContent = multiplier(extrapolated(score, nowMs - tablesAtMs.peek())));
  }, [known, flying, score, language.value]);
  return <b ref={output} class={(score ?? 0) >= LONG_FROM ? "score num long" : "score num"} data-score={score ?? ""} />;
}

function everyFrame(draw: (nowMs: number) => void): () => void {
  let frame = requestAnimationFrame(function again(nowMs) {
    draw(nowMs);
    frame = requestAnimationFrame(again);
  });
  return () => cancelAnimationFrame(frame);
}
