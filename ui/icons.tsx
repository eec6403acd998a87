/** The page's few signs, drawn in the text's colour; each stands beside a word and says nothing alone. */

const PATHS = {
  check: "M3.5 8.5l3 3 6-7",
  cross: "M4 4l8 8M12 4l-8 8",
  warn: "M8 2.5l6 11H2zM8 6.5v3.2M8 11.8v.2",
  stop: "M5.5 2h5L14 5.5v5L10.5 14h-5L2 10.500v-5zM5.5 8h5",
  pause: "M5.5 3.500v9M10.5 3.500v9",
  clock: "M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12zM8 4.500V8l2.5 1.5",
  plane: "M2 13C7 13 11 10 13 4M10 4.500L13.2 3l.8 3.5",
  question: "M5.5 6a2.5 2.5 0 1 1 3.7 2.200c-.8.5-1.2.9-1.2 1.800M8 12.700v.2",
  busy: "M8 2a6 6 0 1 1-6 6",
  grid: "M2.5 2.500h4.500v4.500H2.500zM9 2.500h4.500v4.500H9zM2.5 9h4.500v4.500H2.500zM9 9h4.500v4.500H9z",
  more: "M2.8 8h.1M8 8h.1M13.1 8h.1",
  list: "M2.5 4h11M2.5 8h11M2.5 12h7",
  coins:
    "M8 13.500c3 0 5-1 5-2.300V4.800C13 3.5 11 2.5 8 2.500s-5 1-5 2.300v6.400c0 1.3 2 2.3 5 2.300zM3 5c0 1.3 2 2.3 5 2.300s5-1 5-2.300M3 8.200c0 1.3 2 2.3 5 2.300s5-1 5-2.3",
  dice: "M3 3.500h10v9H3zM5.500 6h.1M10.500 6h.1M8 8h.1M5.500 10h.1M10.500 10h.1",
  flask:
    "M6 2.500h4M6.500 2.500v4L3 12.200c-.4.700.1 1.300.8 1.300h8.400c.7 0 1.200-.6.8-1.300L9.500 6.500v-4M4.800 10h6.4",
  plug: "M6 2v3.500M10 2v3.500M4 5.500h8v2.500a4 4 0 0 1-8 0zM8 12v2.5",
  frame: "M2.5 5.500v-3h3M10.5 2.500h3v3M13.5 10.500v3h-3M5.5 13.500h-3v-3M5.5 6.500h5v3h-5z",
  lines: "M3 2.500h10v11H3zM5.5 5.500h5M5.5 8h5M5.5 10.500h3",
  sliders: "M2.5 4.500h6M11.5 4.500h2M2.5 11.500h2M7.500 11.500h6M10 3v3M6 10v3",
  pulse: "M1.5 8.500h3l2-5 3 9.5 2-4.500h3",
};

export type IconName = keyof typeof PATHS;

export function Icon({ name }: { name: IconName }) {
  return (
    <svg class="icon" viewBox="0 0 16 16" aria-hidden="true" focusable="false">
      <path d={PATHS[name]} />
    </svg>
  );
}
