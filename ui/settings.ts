/** The reader's own choices, language and colours, kept by the browser. */
import { effect, signal } from "@preact/signals";

export const LANGUAGES = ["en", "sr"] as const;
export type Language = (typeof LANGUAGES)[number];
export const THEMES = ["auto", "light", "dark"] as const;
export type Theme = (typeof THEMES)[number];

export const language = signal<Language>(stored("language", LANGUAGES, browserLanguage()));
export const theme = signal<Theme>(stored("theme", THEMES, "auto"));

/** Applies both choices to the document and keeps them. */
export function keepSettings(): void {
  effect(() => {
    document.documentElement.lang = language.value === "sr" ? "sr-Latn" : "en";
    localStorage.setItem("language", language.value);
  });
  effect(() => {
    document.documentElement.dataset.theme = theme.value;
    localStorage.setItem("theme", theme.value);
  });
}

function stored<Choice extends string>(key: string, choices: readonly Choice[], fallback: Choice): Choice {
  const kept = globalThis.localStorage?.getItem(key);
  return choices.find((choice) => choice === kept) ?? fallback;
}

function browserLanguage(): Language {
  return /^(sr|bs|hr|me)/.test(globalThis.navigator?.language ?? "") ? "sr" : "en";
}
