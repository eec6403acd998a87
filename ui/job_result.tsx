/** What came out of a job: a backtest with its plot, a search with its best settings, or the sentence of any other. */
import { useEffect, useState } from "preact/hooks";
import { type Bands, type CurvePoint, EquityPlot } from "./equity_plot.tsx";
import { decimal, money, percent, profit, whole } from "./format.ts";
import { getJob, type JobDetails } from "./research_api.ts";
import { t } from "./strings.ts";

const DAYS_SHOWN = 60, BEST_SHOWN = 10;
/** So many standard deviations off, luck alone is still the likelier explanation. */
const ORDINARY_DEVIATIONS = 2;

interface Day {
  dayMs: number;
  rounds: number;
  bets: number;
  staked: number;
  profit: number;
}

/** A backtest's result, minor units. */
interface Played {
  rounds: number;
  bets: number;
  staked: number;
  profit: number;
  maxDrawdown: number;
  longestLosingStreak: number;
  law: { expectedProfit: number; luck: number; deviations: number };
  returnPerUnit: number | null;
  refused: number;
  refusal: string | null;
  ruinedAtRound: number | null;
  curve: CurvePoint[];
  days: Day[];
  bands: (Bands & { losing: number; ruined: number }) | null;
}

/** A search's result. */
interface Searched {
  id: string;
  tries: number;
  holdOutRounds: number;
  best: { settings: Record<string, unknown>; profit: number; staked: number; maxDrawdown: number }[];
}

export function JobResult({ id }: { id: number }) {
  const [details, setDetails] = useState<JobDetails | null>(null), [failure, setFailure] = useState("");
  useEffect(() => {
    let isOld = false;
    setDetails(null);
    void getJob(id).then((answer) => {
      if (isOld) return;
      if (answer.ok) setDetails(answer.data);
      setFailure(answer.ok ? "" : t("loadFailed", { reason: answer.reason }));
    });
    return () => isOld = true;
  }, [id]);
  if (failure) return <p class="notice bad" role="alert">{failure}</p>;
  if (!details) return <p class="empty">{t("loading")}</p>;
  const { job, result } = details;
  return (
    <section class="panel" data-result={job.kind}>
      <h2>{job.title}</h2>
      {job.kind === "backtest" && <Backtest result={result as Played} hasDays={isRecorded(details.options)} />}
      {job.kind === "optimize" && <Search result={result as Searched} />}
      {job.kind !== "backtest" && <p>{job.summary}</p>}
    </section>
  );
}

function Backtest({ result, hasDays }: { result: Played; hasDays: boolean }) {
  const { curve, bands, rounds, days, bets, staked, maxDrawdown, longestLosingStreak, law } = result;
  const figures = [
    [t("bets"), whole(bets)],
    [t("staked"), money(staked, "RSD")],
    [t("profit"), profit(result.profit, "RSD")],
    [t("lawExpects"), profit(law.expectedProfit, "RSD")],
    [t("deepestFall"), profit(-maxDrawdown, "RSD")],
    [t("lossStreak"), whole(longestLosingStreak)],
  ];
  return (
    <>
      {sentencesOf(result).map((sentence) => <p key={sentence}>{sentence}</p>)}
      {bands && <p>{t("bandSaid", { count: whole(bands.paths), share: percent(bands.losing) })}</p>}
      {bands && bands.ruined > 0 && <p>{t("bandRuin", { share: percent(bands.ruined) })}</p>}
      <h3>{t("equity")}</h3>
      <EquityPlot curve={curve} bands={bands} rounds={rounds} />
      <dl class="figures">
        {figures.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd class="num">{value}</dd>
          </div>
        ))}
      </dl>
      {hasDays && <h3>{t("days")}</h3>}
      {hasDays && <Days days={days.slice(-DAYS_SHOWN)} />}
    </>
  );
}

/** What happened and what the law says of it; the first sentence by itself says the most. */
function sentencesOf(result: Played): string[] {
  const { rounds, bets, staked, returnPerUnit, law, ruinedAtRound, refused, refusal } = result;
  const refusedWords = refused > 0 ? [t("saidRefused", { count: whole(refused), reason: refusal ?? "" })] : [];
  if (returnPerUnit === null) return [t("saidNothing", { rounds: whole(rounds) }), ...refusedWords];
  const figures = { share: percent(Math.abs(returnPerUnit)), profit: profit(result.profit, "RSD") };
  const sums = { staked: money(staked, "RSD"), bets: whole(bets), rounds: whole(rounds) };
  const isOrdinary = Math.abs(law.deviations) <= ORDINARY_DEVIATIONS;
  return [
    t(result.profit < 0 ? "saidLost" : "saidWon", { ...figures, ...sums }),
    t("saidLaw", { expected: money(-law.expectedProfit, "RSD"), luck: money(law.luck, "RSD") }),
    isOrdinary ? t("saidOrdinary") : t("saidUnusual", { count: decimal(Math.abs(law.deviations)) }),
    ...ruinedAtRound === null ? [] : [t("saidRuin", { round: whole(ruinedAtRound) })],
    ...refusedWords,
  ];
}

/** Drawn rounds have no days of their own. */
function isRecorded(options: unknown): boolean {
  return (options as { rounds: { kind: string } }).rounds.kind === "table";
}

function Days({ days }: { days: Day[] }) {
  return (
    <table>
      <thead>
        <tr>
          <th scope="col">{t("day")}</th>
          <th scope="col" class="num wide">{t("rounds")}</th>
          <th scope="col" class="num">{t("bets")}</th>
          <th scope="col" class="num wide">{t("staked")}</th>
          <th scope="col" class="num">{t("profit")}</th>
        </tr>
      </thead>
      <tbody>
        {days.map((day) => (
          <tr key={day.dayMs}>
            <td>{new Date(day.dayMs).toLocaleDateString("sv-SE")}</td>
            <td class="num wide">{whole(day.rounds)}</td>
            <td class="num">{whole(day.bets)}</td>
            <td class="num wide">{money(day.staked, "RSD")}</td>
            <td class={`num ${day.profit < 0 ? "loss-text" : "gain"}`}>{profit(day.profit, "RSD")}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Search({ result: { id, best, holdOutRounds } }: { result: Searched }) {
  return (
    <>
      <p>{t("holdOutLocked", { count: whole(holdOutRounds), id })}</p>
      <h3>{t("best")}</h3>
      <table>
        <thead>
          <tr>
            <th scope="col">{t("settingsTried")}</th>
            <th scope="col" class="num">{t("profit")}</th>
            <th scope="col" class="num wide">{t("deepestFall")}</th>
          </tr>
        </thead>
        <tbody>
          {best.slice(0, BEST_SHOWN).map(({ settings, profit: won, maxDrawdown }) => (
            <tr key={JSON.stringify(settings)}>
              <td>
                <code>{JSON.stringify(settings)}</code>
              </td>
              <td class={`num ${won < 0 ? "loss-text" : "gain"}`}>{profit(won, "RSD")}</td>
              <td class="num wide">{profit(-maxDrawdown, "RSD")}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}
