/**
 * The host's most frequent sentences in the reader's language. The host speaks English, to log, scripts and page alike;
 * a sentence that stands here is found by its words, any other is shown as it came.
 */
import { language } from "./settings.ts";

/** Longer texts are nobody's sentence. */
const CHARACTERS_MAX = 500;

/** Tried in this order. What stands in braces is taken over, itself in the reader's language where it can be. */
export const HOST_SENTENCES: readonly (readonly [english: string, serbian: string])[] = [
  ["plugin {name} is {state}: {reason}", "dodatak {name} ({state}): {reason}"],
  ["table {table} is not being read: {reason}", "sto {table} se ne čita: {reason}"],
  ["Cannot place bet: the phase is {phase}", "Opklada nije uplaćena: faza je {phase}"],
  ["Cannot place bet: too late to press", "Opklada nije uplaćena: prekasno za pritisak"],
  ["Cannot place bet: {late} ms late", "Opklada nije uplaćena: kasni {late} ms"],
  ["Cannot {action}: no answer in {limit} ms", "Bez odgovora {limit} ms ({action})"],
  [
    "cannot finish in time: {left} ms are left, and a bet takes {needed} ms here",
    "ne bi stigla na vreme: ostalo je {left} ms, a opklada ovde traje {needed} ms",
  ],
  ["it gave no sign of life for {seconds} s", "nije davao znake života {seconds} s"],
  ["its reader does not run or is busy", "njegov čitač ne radi ili je zauzet"],
  ["the screen cannot be grabbed", "ekran ne može da se snimi"],
  ["covered, logged out or loading", "pokriven, odjavljen ili se učitava"],
  ["not read yet", "još nije pročitan"],
  ["not in use: the configuration does not name it", "nije u upotrebi: podešavanja ga ne pominju"],
  [
    "not in use: it needs an entry in the configuration's tables, and a restart",
    "nije u upotrebi: treba mu unos među stolovima u podešavanjima i ponovno pokretanje",
  ],
  [
    "asks for the network ({hosts}); nobody has approved that",
    "traži mrežu ({hosts}); to još niko nije odobrio",
  ],
  ["switched off by the user", "isključio korisnik"],
  ["paused by the user", "pauzirao korisnik"],
  ["halted by hand", "zaustavljeno ručno"],
  ["waiting", "čekanje"],
  ["flying", "let"],
  ["crashed", "pad"],
];

const PATTERNS = HOST_SENTENCES.map(([english, serbian]) => ({
  pattern: new RegExp(`^${english.replace(/[.()?]/g, "\\$&").replace(/\{(\w+)\}/g, "(?<$1>.+?)")}$`, "u"),
  serbian,
}));

/** What the host said, in the reader's language where this page has words for it. */
export function hostWords(said: string): string {
  return language.value === "sr" ? inSerbian(said) : said;
}

function inSerbian(said: string): string {
  if (said.length > CHARACTERS_MAX) return said;
  for (const { pattern, serbian } of PATTERNS) {
    const found = pattern.exec(said);
    if (found) return serbian.replace(/\{(\w+)\}/g, (_, name: string) => inSerbian(found.groups?.[name] ?? ""));
  }
  return said;
}
