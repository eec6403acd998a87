/** The demo site in the browser: draws what the server says, lays real fields and buttons over it, sends what is pressed. Decides nothing. */
import { layoutWindows } from "../screen/layout.ts";
import type { PageMessage, SiteMessage } from "./demo_messages.ts";
import { DemoTableView } from "./demo_table_view.ts";
import { fontFamily, SKINS } from "./skins.ts";

const RECONNECT_MS = 500;
/** Tables to show, from `?tables=mozzart,soccer`; all when it is not given. */
const wanted = new URLSearchParams(location.search).get("tables")?.split(",");

let views: DemoTableView[] = [];
let latest: SiteMessage | null = null;

function connect(): void {
  const socket = new WebSocket(`ws://${location.host}/socket`);
  socket.addEventListener("message", ({ data }) => {
    // Only the newest state is drawn, at the next animation frame.
    if (!latest) requestAnimationFrame(draw);
    latest = JSON.parse(data) as SiteMessage;
  });
  socket.addEventListener("close", () => setTimeout(connect, RECONNECT_MS));
  send = (message) => {
    if (socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify(message));
  };
}
let send: (message: PageMessage) => void = () => {};

function draw(): void {
  const tables = latest?.tables.filter(({ name }) => !wanted || wanted.includes(name)) ?? [];
  latest = null;
  if (views.length !== tables.length) {
    views.forEach((view) => view.remove());
    views = tables.map((table) => new DemoTableView(table, (message) => send(message)));
    place();
  }
  tables.forEach(({ state }, index) => views[index].show(state));
  document.body.dataset.ready = "true";
}

function place(): void {
  const name = (["1x1", "2x1", "2x2", "3x2", "4x2"] as const).find((grid) => {
    const [columns, rows] = grid.split("x").map(Number);
    return columns * rows >= views.length;
  });
  const windows = layoutWindows(name ?? "4x2", { width: innerWidth, height: innerHeight });
  views.forEach((view, index) => view.place(windows[index]));
}

const families = Object.values(SKINS).flatMap((skin) => [fontFamily(skin, "regular"), fontFamily(skin, "bold")]);
await Promise.all(families.map((family) => document.fonts.load(`16px "${family}"`)));
addEventListener("resize", place);
connect();
