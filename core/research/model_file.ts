/**
 * A trained model as one file: a forest and boosted trees with all that says where they come from. Versions of a name
 * are never overwritten. A file that is not whole, or of another format, is refused with the reason.
 */
import { createHash } from "node:crypto";
import { basename, join } from "node:path";
import { z } from "zod";
import { namesIn } from "../storage/folders.ts";
import { HostError } from "../protocol/errors.ts";
import { type Foretelling, modelScores } from "../protocol/model_view.ts";
import { TreePredictor, type Trees } from "./trees.ts";

/** Folder of the models in the data folder. */
export const MODELS_FOLDER = "models";
const MODEL_ENDING = ".model";
const MAGIC = "AVMODEL1", HEADER_BYTES_MAX = 1 << 22;
const NAME = /^[a-z0-9][a-z0-9-]{0,79}$/;

const whole = z.int().nonnegative();

/** What a model is grown by. */
export const modelShape = z.strictObject({
  /** hundredths: the model foretells whether a round reaches it */
  targetHundredths: z.int().min(101).max(100_000_000),
  /** what the game pays back: the law that the model is judged against */
  rtp: z.number().gt(0).max(1),
  seed: z.int().min(0).max(2 ** 32 - 1),
  forest: z.strictObject({
    trees: z.int().min(1).max(5_000),
    leafRowsMin: z.int().min(1),
    depthMax: z.int().min(1).max(1_000),
  }),
  boosting: z.strictObject({
    trees: z.int().min(1).max(5_000),
    depthMax: z.int().min(1).max(12),
    leafRowsMin: z.int().min(1),
    learningRate: z.number().gt(0).max(1),
  }),
});
export type ModelShape = z.infer<typeof modelShape>;

const modelHeader = z.strictObject({
  name: z.string().regex(NAME),
  version: z.int().min(1),
  createdAtMs: whole,
  /** of the rounds: SHA-256 of their columns, and in words */
  dataHash: z.string().length(64),
  source: z.string().max(5_000),
  trainedRounds: whole,
  heldOutRounds: whole,
  features: z.array(z.string()).min(1).max(255),
  shape: modelShape,
  /** on the last fifth of the rounds, which training did not see */
  scores: z.strictObject({
    forest: modelScores,
    boosting: modelScores,
    ensemble: modelScores,
  }),
  trees: z.strictObject({
    forest: z.array(whole),
    boosting: z.array(whole),
    base: z.number(),
    forestWords: whole,
    boostingWords: whole,
  }),
  /** SHA-256 of all behind the header */
  bodyHash: z.string().length(64),
});
/** What a file says of its model. */
export type ModelHeader = z.infer<typeof modelHeader>;
export type ModelFacts = Omit<ModelHeader, "trees" | "bodyHash" | "version">;

/** A model that answers: the mean of a forest and of boosted trees. */
export class Model {
  readonly header: ModelHeader;
  readonly #forest: TreePredictor;
  readonly #boosting: TreePredictor;

  constructor(header: ModelHeader, { forest, boosting }: { forest: Trees; boosting: Trees }) {
    this.header = header;
    this.#forest = new TreePredictor(forest);
    this.#boosting = new TreePredictor(boosting);
  }

  /** @param row values of `header.features`, in their order, from `offset` on */
  foretell(row: Float32Array, offset = 0): Foretelling {
    return foretellingOf(this.#forest.probability(row, offset), this.#boosting.probability(row, offset));
  }
}

export function foretellingOf(forest: number, boosting: number): Foretelling {
  const probabilityHigh = (forest + boosting) / 2;
  return { probabilityHigh, probabilityLow: 1 - probabilityHigh, prediction: probabilityHigh >= 0.5 ? "high" : "low" };
}

/** @throws {HostError} `bad_config` */
export function checkModelName(name: string): void {
  if (NAME.test(name)) return;
  throw new HostError(
    "bad_config",
    `Cannot name a model ${JSON.stringify(name)}: small letters, digits and hyphens, 80 at most, are possible`,
  );
}

/** Writes the next version of a name; its path. */
export async function saveModel(
  facts: ModelFacts,
  { forest, boosting, dataDir }: { forest: Trees; boosting: Trees; dataDir: string },
): Promise<string> {
  const folder = join(dataDir, MODELS_FOLDER), body = bodyOf(forest, boosting);
  await Deno.mkdir(folder, { recursive: true });
  for (let version = await lastVersion(folder, facts.name) + 1;; version++) {
    const path = join(folder, `${facts.name}-v${version}${MODEL_ENDING}`);
    const scratch = `${path}.${crypto.randomUUID().slice(0, 8)}.part`;
    await Deno.writeFile(scratch, fileOf({ ...facts, version, ...factsOf(forest, boosting, body) }, body));
    try {
      // A link does not replace what is there, as a rename would: two that train at once get two versions.
      await Deno.link(scratch, path);
      return path;
    } catch (error) {
      if (!(error instanceof Deno.errors.AlreadyExists)) throw error;
    } finally {
      await Deno.remove(scratch);
    }
  }
}

function bodyOf(forest: Trees, boosting: Trees): Uint8Array<ArrayBuffer> {
  const words = new Uint32Array(forest.nodes.length + boosting.nodes.length);
  words.set(forest.nodes);
  words.set(boosting.nodes, forest.nodes.length);
  return new Uint8Array(words.buffer);
}

function factsOf(forest: Trees, boosting: Trees, body: Uint8Array): Pick<ModelHeader, "trees" | "bodyHash"> {
  return {
    trees: {
      forest: [...forest.roots],
      boosting: [...boosting.roots],
      base: boosting.base,
      forestWords: forest.nodes.length,
      boostingWords: boosting.nodes.length,
    },
    bodyHash: createHash("sha256").update(body).digest("hex"),
  };
}

function fileOf(header: ModelHeader, body: Uint8Array): Uint8Array {
  const text = new TextEncoder().encode(JSON.stringify(header));
  const file = new Uint8Array(12 + text.length + body.length);
  file.set(new TextEncoder().encode(MAGIC));
  new DataView(file.buffer).setUint32(8, text.length, true);
  file.set(text, 12);
  file.set(body, 12 + text.length);
  return file;
}

async function lastVersion(folder: string, name: string): Promise<number> {
  let last = 0;
  for await (const entry of Deno.readDir(folder)) {
    const match = /^(.+)-v(\d+)\.model$/.exec(entry.name);
    if (match?.[1] === name) last = Math.max(last, Number(match[2]));
  }
  return last;
}

/** @throws {HostError} `bad_config` when there is no such file, or it is not a whole model of this format */
export async function loadModel(path: string): Promise<Model> {
  const { header, bytes, bodyAt } = await readModel(path), body = bytes.slice(bodyAt);
  const { forest, boosting, base, forestWords, boostingWords } = header.trees;
  if (body.length !== 4 * (forestWords + boostingWords)) throw noModel(path, "it is cut off");
  if (createHash("sha256").update(body).digest("hex") !== header.bodyHash) {
    throw noModel(path, "its trees were changed");
  }
  const words = new Uint32Array(body.buffer);
  return new Model(header, {
    forest: { kind: "forest", base: 0, roots: Int32Array.from(forest), nodes: words.slice(0, forestWords) },
    boosting: { kind: "boosting", base, roots: Int32Array.from(boosting), nodes: words.slice(forestWords) },
  });
}

async function readModel(path: string): Promise<{ header: ModelHeader; bytes: Uint8Array; bodyAt: number }> {
  const bytes = await Deno.readFile(path).catch((cause) => {
    throw new HostError("bad_config", `Cannot use model ${path}: ${cause.message}; models list names all`, { cause });
  });
  if (bytes.length < 12 || new TextDecoder().decode(bytes.subarray(0, 8)) !== MAGIC) {
    throw noModel(path, "it is no model of this program");
  }
  const length = new DataView(bytes.buffer).getUint32(8, true);
  if (length > HEADER_BYTES_MAX || 12 + length > bytes.length) throw noModel(path, "it is cut off");
  const header = modelHeader.safeParse(parseJson(bytes.subarray(12, 12 + length)));
  if (!header.success) throw noModel(path, z.prettifyError(header.error).replaceAll("\n", " "));
  return { header: header.data, bytes, bodyAt: 12 + length };
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return null;
  }
}

function noModel(path: string, why: string): HostError {
  return new HostError("bad_config", `Cannot use model ${path}: ${why}; train it again`);
}

/** A stored model, or what is wrong with its file. */
export type ListedModel = { path: string; header: ModelHeader } | { path: string; error: string };

/** All models of a data folder, newest first; broken ones last. */
export async function listModels(dataDir: string): Promise<ListedModel[]> {
  const folder = join(dataDir, MODELS_FOLDER), listed: ListedModel[] = [];
  for (const name of (await namesIn(folder)).filter((name) => name.endsWith(MODEL_ENDING))) {
    const path = join(folder, name);
    try {
      listed.push({ path, header: (await readModel(path)).header });
    } catch (error) {
      if (!(error instanceof HostError)) throw error;
      listed.push({ path, error: error.message });
    }
  }
  const time = (model: ListedModel) => "header" in model ? model.header.createdAtMs : -1;
  return listed.sort((one, other) => time(other) - time(one) || (basename(one.path) < basename(other.path) ? 1 : -1));
}

/**
 * The model of a file, or the newest whole version of a name.
 *
 * @throws {HostError} `bad_config` naming the models that there are
 */
export async function findModel(named: string, dataDir: string): Promise<Model> {
  if (named.endsWith(MODEL_ENDING)) return await loadModel(named);
  const whole = (await listModels(dataDir)).filter((model) => "header" in model);
  const versions = whole.filter(({ header }) => header.name === named || `${header.name}-v${header.version}` === named);
  versions.sort((one, other) => other.header.version - one.header.version);
  if (versions.length > 0) return await loadModel(versions[0].path);
  const names = [...new Set(whole.map(({ header }) => header.name))].join(", ") || "none; train model makes one";
  throw new HostError("bad_config", `Cannot use model ${named}: there is no such one; those there are: ${names}`);
}

/** Deletes a name's versions but the newest `keep`. */
export async function pruneModels(name: string, { dataDir, keep }: { dataDir: string; keep: number }): Promise<void> {
  const versions = (await listModels(dataDir)).filter((model) => "header" in model && model.header.name === name);
  const version = (model: ListedModel) => "header" in model ? model.header.version : 0;
  versions.sort((one, other) => version(other) - version(one));
  for (const { path } of versions.slice(keep)) await Deno.remove(path);
}
