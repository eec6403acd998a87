/** Which view the address names, after its `#/`. */
import { effect, signal } from "@preact/signals";
import { betting } from "./store.ts";
import { t } from "./strings.ts";

export const VIEW_NAMES = [
  "tables",
  "rounds",
  "bets",
  "strategies",
  "research",
  "plugins",
  "calibrate",
  "health",
  "logs",
  "settings",
] as const;
/** Views that no one visits daily: a link elsewhere leads to them. */
export const REMOTE_VIEW_NAMES = ["models", "fairness", "reference"] as const;
/** Research in parts, each with an address of its own. */
export const RESEARCH_PARTS = ["research", "models", "fairness"] as const;
export type ViewName = (typeof VIEW_NAMES)[number] | (typeof REMOTE_VIEW_NAMES)[number];

/** The view of the navigation that another one belongs to. */
export function mainViewOf(view: ViewName): ViewName {
  return RESEARCH_PARTS.some((part) => part === view) ? "research" : view;
}

export const currentView = signal<ViewName>("tables");

/** Follows the address from now on, and names the view in the window's title. */
export function followAddress(): void {
  const follow = () => {
    const named = location.hash.slice(2);
    currentView.value = [...VIEW_NAMES, ...REMOTE_VIEW_NAMES].find((name) => name === named) ?? "tables";
  };
  addEventListener("hashchange", () => {
    follow();
    scrollTo(0, 0);
  });
  follow();
  effect(() => {
    const halted = betting.value?.state === "halted" ? `${t("halted")} · ` : "";
    document.title = `${halted}${t(currentView.value)} · Aviator host`;
  });
}
