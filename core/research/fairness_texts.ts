/** What a layman reads about a fairness report, English beside Serbian (Latin). Counts nothing. */
import type { FairnessReport, FairnessWords } from "../protocol/fairness.ts";

export const LANGUAGES = ["en", "sr"] as const;
export type Language = (typeof LANGUAGES)[number];

/** English, Serbian. */
type Text = readonly [string, string];

const TEXTS = {
  title: ["Is this table fair?", "Da li je ovaj sto pošten?"],
  made: ["Made on", "Napravljeno"],
  source: ["Rounds", "Runde"],
  period: ["Period", "Period"],
  count: ["Number of rounds", "Broj rundi"],
  claimed: ["What the table claims to pay back", "Koliko sto tvrdi da vraća"],
  seen: ["What these rounds say", "Šta ove runde kažu"],
  reach: ["How many rounds reach a multiplier", "Koliko rundi dostigne množilac"],
  reachText: [
    "The line is what was seen. A fair table stays inside the grey band at 95 of 100 places.",
    "Linija je ono što je viđeno. Pošten sto ostaje u sivom pojasu na 95 od 100 mesta.",
  ],
  returns: ["What came back of each 100 staked", "Koliko se vratilo od svakih 100 uloženih"],
  cashOut: ["Cash-out at", "Isplata na"],
  cameBack: ["came back", "vratilo se"],
  between: ["true value, 95 %", "prava vrednost, 95 %"],
  law: ["by the law", "po zakonu"],
  tests: ["Every test that was made", "Svi testovi koji su urađeni"],
  test: ["test", "test"],
  chance: ["chance of this in a fair game", "verovatnoća ovoga u poštenoj igri"],
  chanceAll: ["with all tests counted", "kada se svi testovi uračunaju"],
  quality: ["How good the record is", "Koliko je zapis dobar"],
  gaps: ["pauses, with about so many rounds missing", "pauze, u kojima nedostaje otprilike ovoliko rundi"],
  setAside: ["lines that are no rounds, left out", "redovi koji nisu runde, izostavljeni"],
  tooLong: [
    "flights longer than the time since the round before: misread, or times that are not those of the ends",
    "letovi duži od vremena od prethodne runde: pogrešno pročitani, ili vremena nisu vremena kraja",
  ],
  files: ["Files of this bundle", "Datoteke ovog paketa"],
  filesText: [
    "SHA256SUMS.txt has a fingerprint of each file: `sha256sum -c SHA256SUMS.txt` shows whether one was changed.",
    "SHA256SUMS.txt sadrži otisak svake datoteke: `sha256sum -c SHA256SUMS.txt` pokazuje da li je neka menjana.",
  ],
} satisfies Record<string, Text>;

const TESTS: [id: RegExp, text: Text][] = [
  [/^ks$/, [
    "the largest distance between seen and claimed shares (Kolmogorov and Smirnov)",
    "najveće rastojanje između viđenih i tvrđenih udela (Kolmogorov i Smirnov)",
  ]],
  [/^chi-square$/, [
    "all shares at once, in groups that are equally likely (chi-square)",
    "svi udeli odjednom, u jednako verovatnim grupama (hi-kvadrat)",
  ]],
  [/^instant$/, ["how often a round ends at 1.00x at once", "koliko često se runda završi odmah na 1.00x"]],
  [/^return-(.+)$/, ["what comes back when cashing out at $1x", "koliko se vrati uz isplatu na $1x"]],
  [/^runs$/, [
    "whether high and low rounds alternate as they should",
    "da li se visoke i niske runde smenjuju kako treba",
  ]],
  [/^autocorrelation-(.+)$/, [
    "whether a round knows of the one $1 before it",
    "da li runda zna za onu $1 pre nje",
  ]],
];

/** A text of the report. */
export function fairnessText(name: keyof typeof TEXTS, language: Language): string {
  return TEXTS[name][LANGUAGES.indexOf(language)];
}

/** What a test asks, in words. */
export function testInWords(id: string, language: Language): string {
  for (const [pattern, text] of TESTS) {
    if (pattern.test(id)) return id.replace(pattern, text[LANGUAGES.indexOf(language)]);
  }
  return id;
}

/** A report's words in each language. */
export function wordsOf(report: FairnessReport): Record<Language, FairnessWords> {
  const words = (language: Language): FairnessWords => ({
    sentence: fairnessSentence(report, language),
    tests: report.tests.map(({ id }) => testInWords(id, language)),
  });
  return { en: words("en"), sr: words("sr") };
}

/** The verdict in a sentence that needs no statistics. */
export function fairnessSentence(
  { verdict, rounds, rtp, tests, sample, rtpSeen }: Omit<FairnessReport, "sentence">,
  language: Language = "en",
): string {
  const percent = (share: number) => `${Math.round(share * 10_000) / 100} %`;
  const [low, high] = rtpSeen.interval95.map(percent), claimed = percent(rtp), other = percent(sample.otherRtp);
  const sentences: Record<FairnessReport["verdict"], Text> = {
    differs: [
      `These ${rounds} rounds do not come from the law that is claimed: ${
        testInWords(tests[0].id, "en")
      } would be this far off ` +
      `at fewer than 1 of 100 fair tables, with all ${tests.length} tests counted. Misread rounds can cause this too.`,
      `Ovih ${rounds} rundi ne potiču iz zakona koji se tvrdi: ${
        testInWords(tests[0].id, "sr")
      } bi ovoliko odstupalo kod manje ` +
      `od 1 na 100 poštenih stolova, uz svih ${tests.length} testova. I pogrešno pročitane runde mogu to da izazovu.`,
    ],
    fits: [
      `These ${rounds} rounds look like a fair game that pays ${claimed} back (${low} to ${high} by what was seen), and they ` +
      "know nothing of one another. Whoever bets loses the rest in the long run.",
      `Ovih ${rounds} rundi izgledaju kao poštena igra koja vraća ${claimed} (${low} do ${high} po viđenom), i ne znaju ništa ` +
      "jedna o drugoj. Ko ulaže, ostatak dugoročno gubi.",
    ],
    undecided: [
      `Nothing in these ${rounds} rounds speaks against a game that pays ${claimed} back, but they are too few to tell it from ` +
      `${other}: ${sample.stillNeeded} more are needed.`,
      `Ništa u ovih ${rounds} rundi ne govori protiv igre koja vraća ${claimed}, ali ih je premalo da se ona razlikuje od ` +
      `${other}: potrebno je još ${sample.stillNeeded}.`,
    ],
  };
  return sentences[verdict][LANGUAGES.indexOf(language)];
}
