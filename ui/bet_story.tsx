/** One bet step by step: what the screen showed, frame by frame, and what the ledger says. */
import { useEffect, useRef, useState } from "preact/hooks";
import type { BetStory, FlightStep, ResolvedState } from "../core/protocol/bet_story.ts";
import { BetBadge, modeName } from "./badge.tsx";
import { getBetStory, resolveBet } from "./api.ts";
import { ConfirmButton } from "./confirm_button.tsx";
import { money, multiplier, time } from "./format.ts";
import { hostWords } from "./host_words.ts";
import { currencies, hostNowMs, titles } from "./store.ts";
import { type StringKey, t } from "./strings.ts";

/** How long a step is shown while they play by themselves. */
const FRAME_MS = 900;
const OUTCOMES: readonly ResolvedState[] = ["won", "lost", "void", "failed"];

export function BetStoryDialog({ id, onClose }: { id: number; onClose: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [story, setStory] = useState<BetStory | null>(null);
  const [failure, setFailure] = useState("");
  const load = async () => {
    const answer = await getBetStory(id);
    if (answer.ok) setStory(answer.data);
    else setFailure(answer.reason);
  };
  useEffect(() => {
    dialog.current?.showModal();
    void load();
  }, [id]);
  const settle = async (state: ResolvedState) => {
    const answer = await resolveBet(id, state);
    if (answer.ok) await load();
    else setFailure(answer.reason);
  };
  return (
    <dialog ref={dialog} class="story" onClose={onClose} aria-labelledby="story-title">
      <div class="panel-top">
        <h2 id="story-title">{t("betNumber", { id })}</h2>
        <button type="button" onClick={() => dialog.current?.close()}>{t("back")}</button>
      </div>
      {failure && <p class="notice bad" role="alert">{t("loadFailed", { reason: failure })}</p>}
      {!story && !failure && <p class="empty">{t("loading")}</p>}
      {story && (
        <>
          <Summary story={story} />
          {story.bet.state === "unknown" && <Doubt onSettle={(state) => void settle(state)} />}
          <Frames id={id} steps={story.steps} />
          <Events story={story} />
        </>
      )}
    </dialog>
  );
}

function Summary({ story: { bet } }: { story: BetStory }) {
  const currency = currencies.value.get(bet.table) ?? "RSD";
  const { balanceMinor } = bet;
  return (
    <p class="story-summary">
      <BetBadge bet={bet} />
      <span>
        {titles.value.get(bet.table) ?? bet.table}
        {bet.panel === 2 && ` (${t("secondPanel")})`} · {bet.strategy} · {modeName(bet.mode)}
      </span>
      <span class="num">{money(bet.stakeMinor, currency)} · {multiplier(bet.cashOutHundredths)}</span>
      {typeof balanceMinor === "number" && (
        <span class="num quiet">{t("balanceBefore")} {money(balanceMinor, currency)}</span>
      )}
    </p>
  );
}

function Doubt({ onSettle }: { onSettle: (state: ResolvedState) => void }) {
  return (
    <div class="notice">
      <p>{t("betDoubt")}</p>
      <p class="story-settle">
        {t("betSettleAs")}
        {OUTCOMES.map((state) => (
          <ConfirmButton
            key={state}
            text={t(`state.${state}`)}
            confirm={`${t(`state.${state}`)}?`}
            onConfirm={() => onSettle(state)}
          />
        ))}
      </p>
    </div>
  );
}

/** The pictures, to be moved through by buttons, by the slider or by itself. */
function Frames({ id, steps }: { id: number; steps: FlightStep[] }) {
  const [at, setAt] = useState(0);
  const [playing, setPlaying] = useState(false);
  useEffect(() => {
    if (!playing) return;
    const timer = setTimeout(() => at + 1 < steps.length ? setAt(at + 1) : setPlaying(false), FRAME_MS);
    return () => clearTimeout(timer);
  }, [playing, at]);
  const shown = steps[at];
  if (!shown) return <p class="quiet">{t("picturesNone")}</p>;
  const go = (to: number) => {
    setPlaying(false);
    setAt(Math.min(Math.max(to, 0), steps.length - 1));
  };
  const play = () => {
    if (at === steps.length - 1) setAt(0);
    setPlaying(!playing);
  };
  return (
    <section class="story-frames" aria-label={t("pictures")}>
      <div class="story-picture">
        {shown.picture === null
          ? <p class="quiet">{t("picturesNone")}</p>
          : <img src={`/api/bets/${id}/steps/${shown.picture}/picture`} alt={stepName(shown)} />}
      </div>
      <div class="story-controls">
        <button type="button" disabled={at === 0} aria-label={t("picturePrevious")} onClick={() => go(at - 1)}>
          ‹
        </button>
        <input
          type="range"
          min={0}
          max={steps.length - 1}
          value={at}
          aria-label={t("pictures")}
          aria-valuetext={stepName(shown)}
          onInput={(event) => go(Number(event.currentTarget.value))}
        />
        <button
          type="button"
          disabled={at === steps.length - 1}
          aria-label={t("pictureNext")}
          onClick={() => go(at + 1)}
        >
          ›
        </button>
        <button type="button" aria-pressed={playing} onClick={play}>{t("picturePlay")}</button>
      </div>
      <StepList steps={steps} at={at} onGo={go} />
    </section>
  );
}

function StepList({ steps, at, onGo }: { steps: FlightStep[]; at: number; onGo: (to: number) => void }) {
  return (
    <ol class="story-steps">
      {steps.map((step, index) => (
        <li key={step.index}>
          <button type="button" aria-current={index === at ? "step" : undefined} onClick={() => onGo(index)}>
            <span class="num">{step.atMs - steps[0].atMs} ms</span> {stepName(step)}
            {step.picture !== step.index && <small class="quiet">{t("pictureSame")}</small>}
          </button>
        </li>
      ))}
    </ol>
  );
}

function Events({ story: { events } }: { story: BetStory }) {
  return (
    <section>
      <h3>{t("betEvents")}</h3>
      <ol class="story-events">
        {events.map((event, index) => (
          <li key={index}>
            <span class="num">{time(event.atMs, hostNowMs() ?? 0)}</span> {t(`bet.${event.state}`)}
            {event.reason && <small class="quiet">{hostWords(event.reason)}</small>}
          </li>
        ))}
      </ol>
    </section>
  );
}

const stepName = ({ step }: FlightStep): string => t(`step.${step}` as StringKey);
