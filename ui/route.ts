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
export const REMOTE_VIEW_NAMES = ["fairness", "reference"] as const;
export type ViewName = (typeof VIEW_NAMES)[number] | (typeof REMOTE_VIEW_NAMES)[number];

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
