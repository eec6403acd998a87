/** `screens`: the monitors, and where a grid on each would put the tables' windows. Grabs nothing. */
import { listMonitors, type Monitor } from "../screen/desktop_monitors.ts";
import { type LayoutName, LAYOUTS, layoutWindows } from "../screen/layout.ts";
import type { CommonOptions } from "./common_options.ts";

const SHOWN = ["2x2", "3x2", "4x2"] as const satisfies readonly LayoutName[];

/** Prints a line a monitor and the size of a window in each grid; `--json` with every window. */
export async function screens(options: CommonOptions): Promise<number> {
  const monitors = await listMonitors();
  if (options.json) {
    console.log(JSON.stringify(monitors.map((monitor) => ({ ...monitor, layouts: layoutsOf(monitor) }))));
    return 0;
  }
  monitors.forEach((monitor, index) => console.log(describe(monitor, index)));
  console.log(`in the configuration: "window": { "monitor": 0, "cell": 0, "layout": "2x2" }, cells from the top left`);
  return 0;
}

function layoutsOf(monitor: Monitor): Record<string, ReturnType<typeof layoutWindows>> {
  return Object.fromEntries(Object.keys(LAYOUTS).map((name) => [name, layoutWindows(name as LayoutName, monitor)]));
}

function describe(monitor: Monitor, index: number): string {
  const { name, x, y, width, height, scale, primary } = monitor;
  const grids = SHOWN.map((layout) => {
    const [window] = layoutWindows(layout, monitor);
    return `${layout}: ${window.width}x${window.height}`;
  });
  return `${index}  ${name}  ${width}x${height} at ${x},${y}  scale ${scale}${primary ? "  primary" : ""}  ` +
    `windows ${grids.join(", ")}`;
}
