/**
 * Predictions: a service that trains a model of each table's own rounds when there are enough, says before each round
 * what that model gives it, and keeps what was said beside what came. Bets on nothing; its own verdict is shown with it.
 */
import { HostError } from "../protocol/errors.ts";
import type { ModelScores, PredictionsView, TablePredictions } from "../protocol/model_view.ts";
import type { Round } from "../protocol/round.ts";
import { reachProbability } from "../research/law.ts";
import { LIVE_ROUNDS_KEPT, liveModelName, LiveTable } from "../research/live_table.ts";
import { LiveTrainer } from "../research/live_trainer.ts";
import { findModel, listModels, loadModel, type Model, type ModelShape } from "../research/model_file.ts";
import { MODEL_THINGS } from "../research/model_training.ts";
import { modelSignal } from "../research/model_signals.ts";
import { judgeForecasts } from "../research/model_verdict.ts";
import { noteOngoing, noteTrial } from "../research/trial_book.ts";
import type { HostService, OpenService, ServiceContext } from "./host_service.ts";

/** Whose rows they are. */
const WRITER = "predictions";
/** Whose signals are, whatever they come from. */
const HOST = "host";
/** The latest rounds that a model is trained on. */
const TRAINING_ROUNDS_MAX = 50_000;
/** A model is trained anew when its table has so much more rounds than it saw. */
const GROWTH = 1.25;
/** The latest forecasts that are judged. */
const JUDGED_MAX = 5_000;

/** Small, with large leaves: there is little to learn, and less to overlearn. */
function liveShape(targetHundredths: number): ModelShape {
  return {
    ...{ targetHundredths, rtp: 0.97, seed: 1 },
    forest: { trees: 60, leafRowsMin: 50, depthMax: 12 },
    boosting: { trees: 60, depthMax: 2, leafRowsMin: 50, learningRate: 0.05 },
  };
}

/** What one table has, and what is due. */
export interface Place {
  live: LiveTable;
  /** known rounds, and how many there must be before the next training */
  rounds: number;
  roundsNeeded: number;
  training: boolean;
  trouble: string;
  /** judged up to this round */
  judged: { lastId: number; scores: ModelScores | null };
}

/** Opens predictions for a host; none in safe mode and for a recording, whose times are its own. */
export const openPredictions: OpenService = async (context) => {
  const { config, settings } = context;
  if (!config.predictions.enabled || config.source === "replay" || settings.safeMode) return null;
  const predictions = await Predictions.open(context);
  predictions.follow();
  return predictions;
};

export type PredictionsContext = Pick<
  ServiceContext,
  "config" | "settings" | "clock" | "reader" | "writer" | "state" | "subscribe" | "nextNumber" | "log"
>;

export class Predictions implements HostService {
  readonly #context: PredictionsContext;
  readonly #trainer: LiveTrainer;
  readonly #places: Map<string, Place>;
  #unfollow = () => {};
  readonly #trainings = new Set<Promise<void>>();

  /** `places`: what is known of each table; `open()` reads it */
  constructor(context: PredictionsContext, places: Map<string, Place>) {
    this.#context = context;
    this.#places = places;
    this.#trainer = new LiveTrainer(context.settings.dataDir);
  }

  /** Goes on with the models and rounds of earlier runs. */
  static async open(context: PredictionsContext): Promise<Predictions> {
    const { config: { predictions }, reader, state } = context, places = new Map<string, Place>();
    for (const { table } of state().tables) {
      const counted = await reader.roundStatistics({ table, cashOutHundredths: 200 });
      const rounds = await reader.lastRounds(table, LIVE_ROUNDS_KEPT);
      places.set(table, {
        live: new LiveTable({ table, rounds, targetHundredths: predictions.targetHundredths }),
        rounds: counted.rounds,
        roundsNeeded: predictions.roundsMin,
        ...{ training: false, trouble: "", judged: { lastId: -1, scores: null } },
      });
    }
    const opened = new Predictions(context, places);
    await opened.#loadModels();
    return opened;
  }

  /** Listens to the host from now on. */
  follow(): void {
    this.#unfollow = this.#context.subscribe((change) => {
      if (change.type === "round") this.hear(change.round);
    });
    for (const place of this.#places.values()) this.#trainWhenDue(place);
  }

  /** Takes in a round that is over. */
  hear(round: Round): void {
    const place = this.#places.get(round.table);
    if (!place) return;
    place.rounds += 1;
    const row = place.live.push(round, this.#context.clock.nowMs());
    if (row) this.#context.writer.add([{ plugin: WRITER, seq: row.id, row }]);
    this.#tellValue(place);
    this.#trainWhenDue(place);
  }

  warnings(): string[] {
    return [];
  }

  async view(): Promise<PredictionsView> {
    const tables = await Promise.all([...this.#places.values()].map((place) => this.#viewOf(place)));
    return { targetHundredths: this.#context.config.predictions.targetHundredths, tables };
  }

  /** Resolves when no training is under way or waiting. */
  async idle(): Promise<void> {
    while (this.#trainings.size > 0) await Promise.all(this.#trainings);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#unfollow();
    await this.#trainer[Symbol.asyncDispose]();
    await this.idle();
  }

  async #loadModels(): Promise<void> {
    const { settings: { dataDir }, config, log } = this.#context, listed = await listModels(dataDir);
    for (const place of this.#places.values()) {
      const name = liveModelName(place.live.table);
      if (!listed.some((model) => "header" in model && model.header.name === name)) continue;
      try {
        const model = await findModel(name, dataDir);
        // Another target is another question: its model is trained anew.
        if (model.header.shape.targetHundredths === config.predictions.targetHundredths) this.#use(place, model);
      } catch (error) {
        if (!(error instanceof HostError)) throw error;
        log("warning", "predictions", error.message);
      }
    }
  }

  #use(place: Place, model: Model): void {
    const seen = model.header.trainedRounds + model.header.heldOutRounds;
    place.live.use(model);
    place.roundsNeeded = seen + Math.max(this.#context.config.predictions.roundsMin, Math.ceil((GROWTH - 1) * seen));
  }

  /** A model that has shown no edge on rounds that it had not seen is shown, and not believed. */
  #tellValue({ live: { table, model, word }, judged }: Place): void {
    const { config: { predictions: { targetHundredths }, signals }, writer, nextNumber, log } = this.#context;
    const shown = model?.header.scores.ensemble.verdict, since = judged.scores?.verdict;
    if (!word || shown !== "edge" || since === "no edge") return;
    const { atMs, probabilityHigh: probability, model: by } = word;
    const signal = modelSignal({ table, atMs, targetHundredths, probability, model: by }, signals);
    if (!signal) return;
    const id = nextNumber();
    writer.add([{ plugin: HOST, seq: id, row: { kind: "signal", id, ...signal } }]);
    log("info", "predictions", `${table}: ${signal.selection} is worth ${(100 * signal.value).toFixed(1)} % by ${by}`);
  }

  #trainWhenDue(place: Place): void {
    if (place.training || place.rounds < place.roundsNeeded) return;
    place.training = true;
    const training = this.#train(place).finally(() => {
      place.training = false;
      this.#trainings.delete(training);
    });
    this.#trainings.add(training);
  }

  async #train(place: Place): Promise<void> {
    const { config, log, settings } = this.#context, { table } = place.live;
    const shape = liveShape(config.predictions.targetHundredths);
    try {
      // The latest rounds are on their way to the database still: they are for the next model.
      const nowMs = Date.now(), title = `a model of ${table}'s rounds`, key = `model/${table}/${place.rounds}`;
      const trial = await noteTrial(settings.dataDir, { key, title, count: MODEL_THINGS, nowMs });
      const order = { table, shape, roundsMax: TRAINING_ROUNDS_MAX, nowMs, trial };
      const model = await loadModel(await this.#trainer.train(order));
      this.#use(place, model);
      place.roundsNeeded = Math.max(place.roundsNeeded, place.rounds + config.predictions.roundsMin);
      place.trouble = "";
      const { name, version, scores } = model.header;
      log("info", "predictions", `${name}-v${version}: ${scores.ensemble.sentence}`);
    } catch (error) {
      if (!(error instanceof HostError)) throw error;
      place.trouble = error.message;
      place.roundsNeeded = place.rounds + config.predictions.roundsMin;
      log("warning", "predictions", error.message);
    }
  }

  async #viewOf(place: Place): Promise<TablePredictions> {
    const { live: { table, model, word }, rounds, roundsNeeded, training, trouble } = place;
    const { name, version, createdAtMs, trainedRounds, scores } = model?.header ?? {};
    return {
      ...{ table, rounds, roundsNeeded, training, trouble },
      model: name && version && createdAtMs && trainedRounds && scores
        ? { name, version, createdAtMs, trainedRounds, heldOut: scores.ensemble }
        : null,
      next: word &&
        { probabilityHigh: word.probabilityHigh, probabilityLow: word.probabilityLow, prediction: word.prediction },
      live: await this.#judge(place),
    };
  }

  /** What was said before its round, all of it; judged again only when there is more. */
  async #judge(place: Place): Promise<ModelScores | null> {
    const { reader, settings, config: { predictions: { targetHundredths } } } = this.#context, { table } = place.live;
    const said = await reader.predictions({ table, limit: JUDGED_MAX }), lastId = said[0]?.id ?? -1;
    if (lastId === place.judged.lastId) return place.judged.scores;
    const ours = said.filter((one) => one.targetHundredths === targetHundredths).reverse();
    const forecasts = {
      probabilities: Float64Array.from(ours, ({ probability }) => probability),
      outcomes: Uint8Array.from(ours, ({ multiplier }) => multiplier >= targetHundredths ? 1 : 0),
    };
    const title = `what is foretold at ${table}`, key = `foretold/${table}/${targetHundredths}`;
    const trial = await noteOngoing(settings.dataDir, { key, title, nowMs: Date.now() });
    const stakes = { targetHundredths, lawProbability: reachProbability(targetHundredths), trial };
    place.judged = { lastId, scores: ours.length === 0 ? null : judgeForecasts(forecasts, stakes) };
    return place.judged.scores;
  }
}
