/** The way from view to view: all of them side by side where there is room; on a phone the four of every minute, and a sheet with the others. */
import { useEffect, useState } from "preact/hooks";
import { Icon, type IconName } from "./icons.tsx";
import { currentView, mainViewOf, VIEW_NAMES, type ViewName } from "./route.ts";
import { health, plugins } from "./store.ts";
import { t } from "./strings.ts";

type NamedView = (typeof VIEW_NAMES)[number];

const ICONS: Record<NamedView, IconName> = {
  tables: "grid",
  rounds: "list",
  bets: "coins",
  strategies: "dice",
  research: "flask",
  plugins: "plug",
  calibrate: "frame",
  health: "pulse",
  logs: "lines",
  settings: "sliders",
};
/** What a phone shows at its lower edge at all times. */
const FIRST_VIEWS = 4;
const SHEET_ID = "more-views";

export function Navigation() {
  const [open, setOpen] = useState(false);
  const shown = mainViewOf(currentView.value);
  const first = VIEW_NAMES.slice(0, FIRST_VIEWS), others = VIEW_NAMES.slice(FIRST_VIEWS);
  useEffect(() => setOpen(false), [currentView.value]);
  useEffect(() => open ? onLeaving(() => setOpen(false)) : undefined, [open]);
  const hidden = others.find((name) => name === shown);
  return (
    <nav aria-label={t("navigation")}>
      {first.map((name) => <ViewLink key={name} name={name} />)}
      <div id={SHEET_ID} class={open ? "more-views open" : "more-views"}>
        {others.map((name) => <ViewLink key={name} name={name} />)}
      </div>
      <button
        type="button"
        class={hidden ? "more-button current" : "more-button"}
        aria-expanded={open}
        aria-controls={SHEET_ID}
        onClick={() => setOpen(!open)}
      >
        <Icon name={hidden ? ICONS[hidden] : "more"} />
        <span>{hidden ? t(hidden) : t("moreViews")}</span>
        <Count value={others.reduce((sum, name) => sum + troubles(name), 0)} />
      </button>
    </nav>
  );
}

/** A press elsewhere, or Escape, is not meant for the sheet. */
function onLeaving(close: () => void): () => void {
  const onPress = (event: Event) => {
    if (event.target instanceof Element && !event.target.closest("nav")) close();
  };
  const onKey = (event: KeyboardEvent) => {
    if (event.key === "Escape") close();
  };
  addEventListener("pointerdown", onPress);
  addEventListener("keydown", onKey);
  return () => {
    removeEventListener("pointerdown", onPress);
    removeEventListener("keydown", onKey);
  };
}

function ViewLink({ name }: { name: NamedView }) {
  return (
    <a href={`#/${name}`} aria-current={mainViewOf(currentView.value) === name ? "page" : undefined}>
      <Icon name={ICONS[name]} />
      <span>{t(name)}</span>
      <Count value={troubles(name)} />
    </a>
  );
}

function Count({ value }: { value: number }) {
  return value === 0 ? null : <b class="count">{value}</b>;
}

/** How many things in a view want the reader's eye. */
function troubles(view: ViewName): number {
  if (view === "health") return health.value?.problems.length ?? 0;
  if (view !== "plugins") return 0;
  const wanting = ["unresponsive", "crashed", "quarantined", "refused", "waiting"];
  return plugins.value?.filter((plugin) => wanting.includes(plugin.state)).length ?? 0;
}
