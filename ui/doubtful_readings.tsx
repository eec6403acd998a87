/** Readings that were not simply believed: what stood on the screen, what was read in it, and why that was doubted. Loaded when opened. */
import { useState } from "preact/hooks";
import { getReadings } from "./api.ts";
import type { DataOf } from "./client.ts";
import { percent, time } from "./format.ts";
import { hostNowMs, titles } from "./store.ts";
import { t } from "./strings.ts";

const SHOWN = 50;

type Reading = DataOf<typeof getReadings>["readings"][number];

export function DoubtfulReadings() {
  const [readings, setReadings] = useState<Reading[] | null>(null);
  const [failure, setFailure] = useState("");
  const load = async () => {
    const answer = await getReadings({ limit: SHOWN });
    setFailure(answer.ok ? "" : t("loadFailed", { reason: answer.reason }));
    if (answer.ok) setReadings(answer.data.readings);
  };
  return (
    <details class="panel doubtful" onToggle={(event) => void (event.currentTarget.open && load())}>
      <summary>{t("doubtful")}</summary>
      <p class="quiet">{t("doubtfulAbout")}</p>
      {failure && <p class="notice bad" role="alert">{failure}</p>}
      {readings === null && !failure && <p class="empty">{t("loading")}</p>}
      {readings?.length === 0 && <p class="empty">{t("doubtfulNone")}</p>}
      <ol>{readings?.map((reading) => <Doubted key={reading.id} reading={reading} />)}</ol>
      {readings !== null && <button type="button" onClick={() => void load()}>{t("loadAnew")}</button>}
    </details>
  );
}

function Doubted(
  { reading: { id, table, region, atMs, value, confidence, method, why, picture } }: { reading: Reading },
) {
  const [isGone, setGone] = useState(picture === null);
  return (
    <li data-reading-id={id}>
      {isGone ? <span class="quiet no-picture">{t("doubtfulNoPicture")}</span> : (
        <img
          src={`/api/readings/${id}/picture`}
          alt={t("doubtfulPicture", { region })}
          onError={() => setGone(true)}
        />
      )}
      <div>
        <p>
          <b>{titles.value.get(table) ?? table}</b> · {region} ·{" "}
          <span class="num">{value === null ? t("doubtfulNothing") : t("doubtfulRead", { value })}</span>
        </p>
        <p class="quiet">{why}</p>
        <p class="quiet num">
          {time(atMs, hostNowMs() ?? Date.now())} · {method} · {percent(confidence)}
        </p>
      </div>
    </li>
  );
}
