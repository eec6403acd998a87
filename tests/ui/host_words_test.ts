/** The host's sentences in the reader's language: they are the host's own, and nothing of a foreign text is lost. */
import { deepEqual, equal } from "node:assert/strict";
import { HOST_SENTENCES, hostWords } from "../../ui/host_words.ts";
import { language } from "../../ui/settings.ts";

function inSerbian<T>(what: () => T): T {
  const before = language.value;
  language.value = "sr";
  try {
    return what();
  } finally {
    language.value = before;
  }
}

async function sourcesOf(folder: string): Promise<string> {
  let text = "";
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    if (isDirectory) text += await sourcesOf(`${folder}/${name}`);
    else if (name.endsWith(".ts")) text += await Deno.readTextFile(`${folder}/${name}`);
  }
  return text;
}

Deno.test("every sentence is one that the host says when its sources are searched", async () => {
  const sources = await sourcesOf("core");
  const unsaid = HOST_SENTENCES.flatMap(([english]) => english.split(/\{\w+\}/)).filter((piece) =>
    piece !== "" && !sources.includes(piece)
  );
  deepEqual(unsaid, []);
});

Deno.test("every sentence keeps its values when it is put into Serbian", () => {
  const names = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort();
  for (const [english, serbian] of HOST_SENTENCES) {
    deepEqual(names(serbian), names(english), english);
    const filled = (text: string) => text.replace(/\{(\w+)\}/g, (_, name) => `<${name}>`);
    equal(inSerbian(() => hostWords(filled(english))), filled(serbian));
  }
});

Deno.test("hostWords() puts a sentence within a sentence into Serbian, and leaves English and foreign texts alone", () => {
  const said = "plugin odds is crashed: it gave no sign of life for 8.5 s";
  equal(hostWords(said), said);
  equal(inSerbian(() => hostWords(said)), "dodatak odds (pad): nije davao znake života 8.5 s");
  equal(inSerbian(() => hostWords("Cannot place bet: the phase is flying")), "Opklada nije uplaćena: faza je let");
  for (const foreign of ["", "toString", "plugin is", "<b>bold</b>", "x".repeat(100_000)]) {
    equal(inSerbian(() => hostWords(foreign)), foreign);
  }
  const long = `Cannot ${": no answer in ".repeat(30)}`;
  equal(inSerbian(() => hostWords(long)), long, "and no pattern takes for ever");
});
