/** Each table's model: what it says of the next round, and how little it knows. */
import { useEffect, useState } from "preact/hooks";
import type { ModelScores, PredictionsView, TablePredictions } from "../core/protocol/model_view.ts";
import type { VerdictWord } from "../core/protocol/verdict.ts";
import { Badge, type Tone } from "./badge.tsx";
import { CalibrationPlot } from "./calibration_plot.tsx";
import { decimal, multiplier, percent, time, whole } from "./format.ts";
import type { IconName } from "./icons.tsx";
import { getPredictions } from "./model_api.ts";
import { epoch, hostNowMs, titles } from "./store.ts";
import { t } from "./strings.ts";

const LOAD_EVERY_MS = 5_000;
/** So many rounds must have been foretold live before they are shown instead of those that training held out. */
const LIVE_FORECASTS_MIN = 100;
/** What came must be so many times likelier by the model before it is called better. */
const BETTER = 100;
const VERDICT_LOOKS: Record<VerdictWord, [tone: Tone, icon: IconName]> = {
  "no edge": ["quiet", "cross"],
  "undecided": ["busy", "question"],
  "edge": ["good", "check"],
};

export function ModelsPanel() {
  const [known, setKnown] = useState<PredictionsView | null | undefined>(undefined);
  const [failure, setFailure] = useState("");
  useEffect(() => {
    const load = async () => {
      const answer = await getPredictions();
      setFailure(answer.ok ? "" : answer.reason);
      if (answer.ok) setKnown(answer.data.predictions);
    };
    void load();
    const timer = setInterval(() => void load(), LOAD_EVERY_MS);
    return () => clearInterval(timer);
  }, [epoch.value]);
  return (
    <section class="panel models">
      <div class="panel-top">
        <h2>{t("models")}</h2>
      </div>
      <p class="quiet">{t("modelIntro")}</p>
      {failure && <p class="notice bad" role="alert">{t("loadFailed", { reason: failure })}</p>}
      {known === undefined && !failure && <p class="empty">{t("loading")}</p>}
      {known === null && <p class="empty">{t("modelOff")}</p>}
      {known && (
        <div class="model-list">
          {known.tables.map((table) => (
            <TableModel key={table.table} view={table} targetHundredths={known.targetHundredths} />
          ))}
        </div>
      )}
    </section>
  );
}

function TableModel({ view, targetHundredths }: { view: TablePredictions; targetHundredths: number }) {
  const { table, model, live, next, rounds, roundsNeeded, training, trouble } = view;
  // A handful of rounds would say anything.
  const isLive = live !== null && (live.forecasts >= LIVE_FORECASTS_MIN || !model);
  const scores = isLive ? live : model?.heldOut ?? null;
  return (
    <article class="model">
      <h3>
        {titles.value.get(table) ?? table}
        {scores && <VerdictBadge verdict={scores.verdict} />}
      </h3>
      {!model && <p class="quiet">{t("modelWaits", { rounds: whole(rounds), needed: whole(roundsNeeded) })}</p>}
      {scores && <p>{sentenceOf(scores)}</p>}
      {next && scores && (
        <p class="num left">
          {t("modelNext", { target: multiplier(targetHundredths), share: percent(next.probabilityHigh) })}
          <span class="quiet">({t("modelNextLaw", { share: percent(scores.lawProbability) })})</span>
        </p>
      )}
      {scores && <Figures scores={scores} isLive={isLive} />}
      {scores && <CalibrationPlot scores={scores} />}
      {model && (
        <p class="quiet">
          {t("modelMade", {
            version: model.version,
            rounds: whole(model.trainedRounds),
            time: time(model.createdAtMs, hostNowMs() ?? 0),
          })}
        </p>
      )}
      {model && live && !isLive && <p class="quiet">{t("modelLiveFew", { rounds: whole(live.forecasts) })}</p>}
      {training && <p class="quiet">{t("modelTraining")}</p>}
      {trouble && <p class="notice warn">{t("modelTrouble", { reason: trouble })}</p>}
    </article>
  );
}

function VerdictBadge({ verdict }: { verdict: VerdictWord }) {
  const [tone, icon] = VERDICT_LOOKS[verdict];
  return <Badge tone={tone} icon={icon} text={t(`verdict.${verdict}`)} />;
}

/** The verdict in the reader's language; the host's own sentence is for the command line. */
function sentenceOf({ verdict, forecasts, bets, returnPerUnit, logLikelihoodRatio }: ModelScores): string {
  const values = { rounds: whole(forecasts), bets: whole(bets), share: percent(returnPerUnit ?? 0) };
  if (verdict === "edge") return t("modelEdge", values);
  if (verdict === "no edge") return t("modelNoEdge", { rounds: values.rounds });
  return t(logLikelihoodRatio >= Math.log(BETTER) ? "modelUndecidedBetter" : "modelUndecided", {
    rounds: values.rounds,
  });
}

function Figures({ scores, isLive }: { scores: ModelScores; isLive: boolean }) {
  const { logLoss, lawLogLoss, brier, lawBrier, forecasts, bets, returnPerUnit } = scores;
  const rows = [[t("modelLogLoss"), logLoss, lawLogLoss], [t("modelBrier"), brier, lawBrier]] as const;
  return (
    <>
      <table class="model-figures">
        <thead>
          <tr>
            <th scope="col">{t("modelLess")}</th>
            <th scope="col" class="num">{t("modelModel")}</th>
            <th scope="col" class="num">{t("modelLaw")}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(([name, model, law]) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              <td class="num">{decimal(model, 4)}</td>
              <td class="num">{decimal(law, 4)}</td>
            </tr>
          ))}
          <tr>
            <th scope="row">{t("modelForetoldRounds")}</th>
            <td class="num" colSpan={2}>{whole(forecasts)}, {t(isLive ? "modelLive" : "modelUnseen")}</td>
          </tr>
        </tbody>
      </table>
      {bets > 0 && returnPerUnit !== null && (
        <p>{t("modelReturn", { bets: whole(bets), share: signed(returnPerUnit) })}</p>
      )}
    </>
  );
}

function signed(share: number): string {
  return `${share < 0 ? "−" : "+"}${percent(Math.abs(share))}`;
}
