/** A form that recomputes what a provably fair game has published. Nothing leaves the program. */
import { useState } from "preact/hooks";
import { multiplier } from "./format.ts";
import { startJob } from "./research_api.ts";
import { jobs } from "./store.ts";
import { t } from "./strings.ts";
import { checkRound, type RoundProof } from "./truth_api.ts";

const GAMES = [["spribe", "Aviator (Spribe)"], ["v2", "bustabit v2"], ["v1", "bustabit v1"]] as const;
type Game = (typeof GAMES)[number][0];
const SEEDS = [1, 2, 3] as const;

interface Said {
  good: boolean;
  text: string;
}

export function RoundProofForm() {
  const [game, setGame] = useState<Game>("spribe");
  const [said, setSaid] = useState<Said | null>(null);
  const [jobId, setJobId] = useState<number | null>(null);
  const job = jobs.value?.find(({ id }) => id === jobId);
  const check = async (form: HTMLFormElement) => {
    setSaid(null);
    setJobId(null);
    const fields = new FormData(form);
    const shown = hundredths(textOf(fields, "multiplier"));
    if (shown === null) return setSaid({ good: false, text: t("proofMultiplierBad") });
    if (game === "spribe") return setSaid(await checkSpribe(fields, shown));
    const hash = textOf(fields, "hash").toLowerCase();
    const answer = await startJob("verify", { version: game, hash, ...(shown === 0 ? {} : { multiplier: shown }) });
    if (answer.ok) setJobId(answer.data.id);
    else setSaid({ good: false, text: answer.reason });
  };
  return (
    <section class="panel">
      <div class="panel-top">
        <h2>{t("proofTitle")}</h2>
      </div>
      <form
        class="proof-form"
        onSubmit={(event) => {
          event.preventDefault();
          void check(event.currentTarget);
        }}
      >
        <p class="quiet">{game === "spribe" ? t("proofIntro") : t("proofChain")}</p>
        <label>
          <span>{t("proofGame")}</span>
          <select value={game} onChange={(event) => setGame(GAMES[event.currentTarget.selectedIndex][0])}>
            {GAMES.map(([name, title]) => <option key={name} value={name}>{title}</option>)}
          </select>
        </label>
        {game === "spribe" && <SeedFields />}
        <Field name="hash" label={t("proofHash")} optional={game === "spribe"} />
        <Field name="multiplier" label={t("proofMultiplier")} optional />
        <button type="submit" disabled={job !== undefined && job.endedAtMs === null}>{t("proofCheck")}</button>
      </form>
      {said && <p class={said.good ? "notice" : "notice bad"} role="status">{said.text}</p>}
      {job && <p class={job.state === "failed" ? "notice bad" : "notice"} role="status">{jobText(job)}</p>}
    </section>
  );
}

function SeedFields() {
  return (
    <>
      <Field name="serverSeed" label={t("proofServerSeed")} />
      {SEEDS.map((number) => (
        <Field key={number} name={`clientSeed${number}`} label={t("proofClientSeed", { number })} />
      ))}
    </>
  );
}

function Field({ name, label, optional = false }: { name: string; label: string; optional?: boolean }) {
  return (
    <label>
      <span>
        {label} {optional && <small>({t("proofOptional")})</small>}
      </span>
      <input name={name} required={!optional} maxLength={1000} autocomplete="off" spellcheck={false} />
    </label>
  );
}

async function checkSpribe(fields: FormData, shown: number): Promise<Said> {
  const hash = textOf(fields, "hash");
  const answer = await checkRound({
    serverSeed: textOf(fields, "serverSeed"),
    clientSeeds: SEEDS.map((number) => textOf(fields, `clientSeed${number}`)),
    ...(hash === "" ? {} : { hash }),
    ...(shown === 0 ? {} : { multiplier: shown }),
  });
  return answer.ok ? wordsOf(answer.data) : { good: false, text: answer.reason };
}

function wordsOf({ proof, hashFits, multiplierFits, multiplier: result }: RoundProof): Said {
  const values = { multiplier: multiplier(result) };
  if (hashFits === false) return { good: false, text: t("proofHashWrong") };
  if (multiplierFits === false) return { good: false, text: t("proofMultiplierWrong", values) };
  return { good: true, text: proof === "unproved" ? t("proofNothing", values) : t("proofConsistent", values) };
}

function jobText(
  { summary, reason, endedAtMs }: { summary: string; reason: string; endedAtMs: number | null },
): string {
  return endedAtMs === null ? t("fairnessRunning") : summary || reason;
}

function textOf(fields: FormData, name: string): string {
  return String(fields.get(name) ?? "").trim();
}

/** Of a multiplier as people write it; 0 for none, null for what is no multiplier. */
export function hundredths(text: string): number | null {
  if (text === "") return 0;
  const match = /^(\d{1,7})(?:[.,](\d{1,2}))?\s*[x×]?$/i.exec(text);
  return match && Number(match[1]) * 100 + Number((match[2] ?? "").padEnd(2, "0"));
}
