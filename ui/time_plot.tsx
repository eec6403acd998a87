/** A few figures over time, drawn by uPlot in the page's own colours, with a sentence for those who cannot see it. */
import { useEffect, useRef } from "preact/hooks";
import uPlot from "uplot";
import { language, theme } from "./settings.ts";
import { t } from "./strings.ts";

const HEIGHT = 150;
const COLORS = ["--accent", "--high", "--good"];

export interface PlotSeries {
  label: string;
  /** as many as there are times; null: none */
  values: readonly (number | null)[];
}

interface TimePlotProps {
  title: string;
  atMs: readonly number[];
  series: readonly PlotSeries[];
  /** a value as it is read */
  show: (value: number) => string;
}

export function TimePlot({ title, atMs, series, show }: TimePlotProps) {
  const box = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | null>(null);
  const data = () => [atMs.map((ms) => ms / 1000), ...series.map(({ values }) => values)] as uPlot.AlignedData;
  useEffect(() => {
    const element = box.current;
    if (!element) return;
    const drawn = new uPlot(optionsFor(element, { series, show }), data(), element);
    plot.current = drawn;
    const watch = new ResizeObserver(() => drawn.setSize({ width: element.clientWidth, height: HEIGHT }));
    watch.observe(element);
    return () => {
      watch.disconnect();
      drawn.destroy();
      plot.current = null;
    };
  }, [theme.value, language.value, series.map(({ label }) => label).join()]);
  useEffect(() => plot.current?.setData(data()), [atMs]);
  return (
    <figure class="time-plot">
      <h3>{title}</h3>
      <div ref={box} aria-hidden="true" />
      <figcaption class="legend num">
        {series.map((one, index) => (
          <span key={one.label} class={`key of-${index}`}>{one.label}: {figuresOf(one.values, show)}</span>
        ))}
      </figcaption>
    </figure>
  );
}

function figuresOf(values: PlotSeries["values"], show: TimePlotProps["show"]): string {
  const known = values.filter((value) => value !== null), now = known.at(-1);
  if (now === undefined) return t("none");
  return t("historyFigures", { now: show(now), low: show(Math.min(...known)), high: show(Math.max(...known)) });
}

function optionsFor(element: HTMLElement, { series, show }: Pick<TimePlotProps, "series" | "show">): uPlot.Options {
  const colors = colorsOf(element);
  const axis: uPlot.Axis = {
    stroke: colors("--ink-2"),
    grid: { stroke: colors("--line"), width: 1 },
    ticks: { stroke: colors("--line"), width: 1 },
    font: "12px system-ui, sans-serif",
  };
  return {
    width: element.clientWidth,
    height: HEIGHT,
    legend: { show: false },
    cursor: { show: false },
    scales: { y: { range: (_, _low, high) => [0, high > 0 ? high * 1.1 : 1] } },
    axes: [
      { ...axis, values: (_, seconds) => seconds.map((one) => clockTime(one * 1000)) },
      { ...axis, size: 70, values: (_, values) => values.map((value) => show(value)) },
    ],
    series: [
      {},
      ...series.map(({ label }, index) => ({
        label,
        stroke: colors(COLORS[index % COLORS.length]),
        width: 2,
        points: { show: false },
        spanGaps: false,
      })),
    ],
  };
}

/** The colours that the sheet has for the chosen theme, as a canvas takes them. */
function colorsOf(element: HTMLElement): (name: string) => string {
  return (name) => {
    element.style.color = `var(${name})`;
    const color = getComputedStyle(element).color;
    element.style.color = "";
    return color;
  };
}

function clockTime(ms: number): string {
  return new Date(ms).toLocaleTimeString(language.value === "sr" ? "sr-Latn-RS" : "en-GB", {
    hour: "2-digit",
    minute: "2-digit",
  });
}
