/** Tesseract in a worker that may read its own package and nothing else: a grey picture in, its text out. Believes nothing. */
// deno-lint-ignore-file no-explicit-any -- the package has no types for its inside
import getCore from "tesseract.js/src/worker-script/node/getCore.js";
import gunzip from "tesseract.js/src/worker-script/node/gunzip.js";
import engine from "tesseract.js/src/worker-script/index.js";

/** To the worker: first where the language lies, then pictures as PGM. */
export type OpinionQuestion = { type: "start"; languageFile: string } | { type: "read"; image: Uint8Array };

const PARAMETERS = { tessedit_char_whitelist: "0123456789.,x", tessedit_pageseg_mode: "7" };
/** The engine that learns: the other one is not in the package's smallest language file. */
const LSTM_ONLY = 1;
let calls = 0;

const refuse = () => {
  throw new TypeError("Cannot fetch: nothing but the package is read");
};
(engine as any).setAdapter({
  getCore,
  gunzip,
  fetch: refuse,
  readCache: refuse,
  writeCache: refuse,
  deleteCache: refuse,
});

function call(action: string, payload: unknown): Promise<any> {
  const { promise, resolve, reject } = Promise.withResolvers<any>();
  const packet = { workerId: "opinion", jobId: String(++calls), action, payload };
  (engine as any).dispatchHandlers(packet, ({ status, data }: { status: string; data: unknown }) => {
    if (status === "resolve") resolve(data);
    if (status === "reject") reject(new Error(String(data)));
  });
  return promise;
}

async function start(languageFile: string): Promise<void> {
  await call("load", { options: { lstmOnly: true, corePath: undefined, logging: false } });
  const langs = [{ code: "eng", data: await Deno.readFile(languageFile) }];
  await call("loadLanguage", { langs, options: { cacheMethod: "none", gzip: true, lstmOnly: true } });
  await call("initialize", { langs: "eng", oem: LSTM_ONLY, config: {} });
  await call("setParameters", { params: PARAMETERS });
}

async function answer(question: OpinionQuestion): Promise<string> {
  if (question.type === "start") {
    await start(question.languageFile);
    return "";
  }
  return (await call("recognize", { image: question.image, options: {}, output: { text: true } })).text;
}

self.onmessage = async ({ data }: MessageEvent<OpinionQuestion>) => {
  try {
    self.postMessage({ text: await answer(data) });
  } catch (error) {
    self.postMessage({ failure: String(error) });
  }
};
