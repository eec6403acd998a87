/**
 * Asks Tesseract, in a thread of its own, about numbers that every other stage withheld. It alone is never believed: a
 * value counts only where it says the same figures as a candidate of another stage. Nobody waits for it on a hot path.
 */
import { createRequire } from "node:module";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import type { Picture } from "../protocol/picture.ts";
import type { NumberReading } from "../protocol/reading.ts";
import { filesOnly } from "../thread_permissions.ts";
import type { NumberFormat } from "./number_format.ts";
import type { NumberCandidate } from "./number_reader.ts";
import { printLine } from "./second_opinion_picture.ts";
import type { OpinionQuestion } from "./second_opinion_worker.ts";

/** More questions than this are answered with nothing, at once. */
export const QUESTIONS_MAX = 8;
/** A candidate less sure than this is not asked about. */
const CANDIDATE_CONFIDENCE_MIN = 0.6;
const IDLE_MS = 60_000, DEADLINE_MS = 20_000;
const NOTHING: NumberReading = Object.freeze({ value: null, confidence: 0, method: "none", micros: 0 });
const LANGUAGE = "@tesseract.js-data/eng/4.0.0_best_int/eng.traineddata.gz";

/** The engine, started by the first question and stopped when nobody asks any more. */
export class SecondOpinion implements AsyncDisposable {
  readonly #idleMs: number;
  readonly #deadlineMs: number;
  #engine: Engine | null = null;
  #idle: ReturnType<typeof setTimeout> | undefined;
  #waiting = 0;
  #last: Promise<unknown> = Promise.resolve();
  #closed = false;
  /** why the engine did not answer last; null when it did */
  problem: string | null = null;

  /** @param options times in milliseconds: after which an unasked engine is stopped, and a silent one given up */
  constructor({ idleMs = IDLE_MS, deadlineMs = DEADLINE_MS }: { idleMs?: number; deadlineMs?: number } = {}) {
    this.#idleMs = idleMs;
    this.#deadlineMs = deadlineMs;
  }

  /** The engine runs. */
  get isRunning(): boolean {
    return this.#engine !== null;
  }

  /**
   * Asks about one crop, after every earlier question.
   *
   * @param options what the other stages think of, as `readCandidates()` gives them
   * @returns the candidate that the engine agrees with; without one, nothing
   */
  ask(
    picture: Picture,
    { format, candidates }: { format: NumberFormat; candidates: readonly NumberCandidate[] },
  ): Promise<NumberReading> {
    const known = candidates.filter(({ confidence }) => confidence >= CANDIDATE_CONFIDENCE_MIN);
    if (this.#closed || known.length === 0 || this.#waiting >= QUESTIONS_MAX) return Promise.resolve(NOTHING);
    this.#waiting++;
    const turn = this.#last.then(() => this.#answer(picture, { format, candidates: known }));
    this.#last = turn.finally(() => this.#waiting--);
    return turn;
  }

  /** Stops the engine; questions still waiting are answered with nothing. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed = true;
    this.#stop();
    await this.#last;
  }

  async #answer(
    picture: Picture,
    { format, candidates }: { format: NumberFormat; candidates: readonly NumberCandidate[] },
  ): Promise<NumberReading> {
    const startMs = performance.now(), image = printLine(picture);
    if (image === null || this.#closed) return NOTHING;
    clearTimeout(this.#idle);
    try {
      this.#engine ??= new Engine();
      const text = await this.#engine.read(image, this.#deadlineMs);
      this.problem = null;
      const agreed = candidates.find((candidate) => figuresOf(text) === figuresOfValue(candidate, format));
      const micros = (performance.now() - startMs) * 1000;
      if (!agreed) return { ...NOTHING, micros };
      return { value: agreed.value, confidence: agreed.confidence, method: "tesseract", micros };
    } catch (error) {
      this.problem = (error as Error).message;
      this.#stop();
      return NOTHING;
    } finally {
      if (this.#engine) this.#idle = setTimeout(() => this.#stop(), this.#idleMs);
    }
  }

  #stop(): void {
    clearTimeout(this.#idle);
    this.#engine?.stop();
    this.#engine = null;
  }
}

/** The figures alone: a lost point is what Tesseract is known for, and the candidate has its own. */
function figuresOf(text: string): string {
  return text.replace(/\D/g, "");
}

function figuresOfValue({ value }: NumberCandidate, { kind }: NumberFormat): string {
  return String(value).padStart(kind === "count" ? 1 : 3, "0");
}

/** One worker with one question at a time. */
class Engine {
  readonly #worker: Worker;
  #settle: { resolve: (text: string) => void; reject: (error: Error) => void } | null = null;
  #started = false;

  constructor() {
    const engine = createRequire(import.meta.resolve("tesseract.js")).resolve("tesseract.js-core/package.json");
    this.#worker = new Worker(new URL("./second_opinion_worker.ts", import.meta.url), {
      type: "module",
      name: "second opinion",
      deno: { permissions: filesOnly({ read: [languageFile(), dirname(engine)] }) },
    });
    this.#worker.onmessage = ({ data }: MessageEvent<unknown>) => this.#hear(data);
    this.#worker.onerror = (event) => {
      event.preventDefault();
      this.#settle?.reject(new Error(event.message));
    };
  }

  async read(image: Uint8Array<ArrayBuffer>, deadlineMs: number): Promise<string> {
    if (!this.#started) await this.#call({ type: "start", languageFile: languageFile() }, deadlineMs);
    this.#started = true;
    return await this.#call({ type: "read", image }, deadlineMs);
  }

  stop(): void {
    this.#worker.terminate();
    this.#settle?.reject(new Error("the engine was stopped"));
  }

  async #call(question: OpinionQuestion, deadlineMs: number): Promise<string> {
    const { promise, resolve, reject } = Promise.withResolvers<string>();
    this.#settle = { resolve, reject };
    const late = setTimeout(() => reject(new Error(`no answer in ${deadlineMs} ms`)), deadlineMs);
    try {
      this.#worker.postMessage(question);
      return await promise;
    } finally {
      clearTimeout(late);
      this.#settle = null;
    }
  }

  #hear(data: unknown): void {
    const { text, failure } = (data ?? {}) as { text?: unknown; failure?: unknown };
    if (typeof text === "string") this.#settle?.resolve(text);
    else this.#settle?.reject(new Error(`the engine failed: ${String(failure)}`));
  }
}

function languageFile(): string {
  return fileURLToPath(import.meta.resolve(LANGUAGE));
}
