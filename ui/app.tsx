/** The page's frame: header, the view that the address names, footer. Starts the live stream. */
import { signal } from "@preact/signals";
import { render } from "preact";
import { useErrorBoundary } from "preact/hooks";
import { keepAlertChoices } from "./alert_choices.ts";
import { Banner } from "./banner.tsx";
import { BetsView } from "./bets_view.tsx";
import { FairnessView } from "./fairness_view.tsx";
import { Footer } from "./footer.tsx";
import { Header } from "./header.tsx";
import { HealthView } from "./health_view.tsx";
import { LogsView } from "./logs_view.tsx";
import { CalibrateView } from "./calibrate_view.tsx";
import { connectLive } from "./live.ts";
import { ModelsView } from "./models_view.tsx";
import { PluginsView } from "./plugins_view.tsx";
import { ReferenceView } from "./reference_view.tsx";
import { ResearchView } from "./research_view.tsx";
import { RoundsView } from "./rounds_view.tsx";
import { currentView, followAddress, type ViewName } from "./route.ts";
import { keepSettings } from "./settings.ts";
import { connection, health } from "./store.ts";
import { StrategiesView } from "./strategies_view.tsx";
import { t } from "./strings.ts";
import { SettingsView } from "./settings_view.tsx";
import { TablesView } from "./tables_view.tsx";

const VIEWS: Record<ViewName, () => preact.JSX.Element> = {
  tables: TablesView,
  rounds: RoundsView,
  bets: BetsView,
  strategies: StrategiesView,
  research: ResearchView,
  plugins: PluginsView,
  calibrate: CalibrateView,
  health: HealthView,
  logs: LogsView,
  settings: SettingsView,
  models: ModelsView,
  fairness: FairnessView,
  reference: ReferenceView,
};

/** what failed outside of drawing, once */
const crashed = signal("");

/** A view that cannot be drawn takes neither the HALT button nor the other views with it. */
function Shown({ name }: { name: ViewName }) {
  const [failure, tryAgain] = useErrorBoundary();
  const View = VIEWS[name];
  if (failure === undefined) return <View />;
  const reason = failure instanceof Error ? failure.message : String(failure);
  return (
    <div class="notice bad" role="alert">
      <p>{t("viewFailed", { reason })}</p>
      <button type="button" onClick={tryAgain}>{t("loadAnew")}</button>
    </div>
  );
}

function App() {
  const known = health.value !== null;
  return (
    <>
      <Header />
      <Banner />
      <main class={connection.value === "live" ? "" : "old"} tabIndex={-1} data-view={currentView.value}>
        <h1 class="sr-only">{t(currentView.value)}</h1>
        {crashed.value && <p class="notice bad" role="alert">{crashed.value}</p>}
        {known ? <Shown key={currentView.value} name={currentView.value} /> : <p class="empty">{t("connecting")}</p>}
      </main>
      <Footer />
    </>
  );
}

addEventListener("error", (event) => crashed.value = event.message);
keepSettings();
keepAlertChoices();
followAddress();
connectLive();
const root = document.getElementById("app");
if (!root) throw new Error("index.html has no #app");
root.replaceChildren();
render(<App />, root);
