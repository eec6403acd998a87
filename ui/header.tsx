/** The top of every view: where one is, whether bets are being made and why not, and the HALT button. */
import { useEffect } from "preact/hooks";
import { BettingStatus, ModeStatus } from "./betting_status.tsx";
import { HaltButton } from "./halt_button.tsx";
import { Icon, type IconName } from "./icons.tsx";
import { currentView, VIEW_NAMES, type ViewName } from "./route.ts";
import { health, plugins } from "./store.ts";
import { t } from "./strings.ts";

const ICONS: Record<(typeof VIEW_NAMES)[number], IconName> = {
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

export function Header() {
  const shown = currentView.value;
  // On a phone there are more views than fit side by side.
  useEffect(() => document.querySelector("nav a[aria-current]")?.scrollIntoView({ block: "nearest" }), [shown]);
  return (
    <header>
      <div class="bar">
        <a class="brand" href="#/tables">Aviator host</a>
        <nav aria-label={t("navigation")}>
          {VIEW_NAMES.map((name) => (
            <a key={name} href={`#/${name}`} aria-current={shown === name ? "page" : undefined}>
              <Icon name={ICONS[name]} />
              <span>{t(name)}</span>
              <Count value={troubles(name)} />
            </a>
          ))}
        </nav>
        <div class="status">
          <ModeStatus />
          <BettingStatus />
        </div>
        <HaltButton />
      </div>
    </header>
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
