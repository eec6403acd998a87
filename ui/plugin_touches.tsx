/** What a plugin touched, day by day, its limits, and the last lines of its log: all counted by the host. */
import type { PluginLogLine } from "../core/protocol/page.ts";
import type { TouchDay, TouchKind } from "../core/protocol/touch.ts";
import { decimal, time, whole } from "./format.ts";
import { hostNowMs } from "./store.ts";
import { STRING_KEYS, type StringKey, t } from "./strings.ts";

/** Newest day first; the newest open. */
export function Touches({ days }: { days: TouchDay[] }) {
  if (days.length === 0) return <p class="quiet">{t("touchedNone")}</p>;
  const [today, ...earlier] = days;
  return (
    <div class="touches">
      <h3>{t("touched", { day: today.day })}</h3>
      <Day day={today} />
      {earlier.length > 0 && (
        <details>
          <summary>{t("touchedEarlier")}</summary>
          {earlier.map((day) => (
            <section key={day.day}>
              <h3>{day.day}</h3>
              <Day day={day} />
            </section>
          ))}
        </details>
      )}
    </div>
  );
}

function Day({ day: { counts, hosts } }: { day: TouchDay }) {
  const known = Object.entries(counts) as [TouchKind, number][];
  const named = Object.entries(hosts);
  return (
    <>
      <dl class="facts wide-facts">
        {known.map(([kind, count]) => <Counted key={kind} name={t(`touch.${kind}`)} count={count} />)}
      </dl>
      {named.length === 0 ? <p class="quiet">{t("hostsNone")}</p> : (
        <table>
          <thead>
            <tr>
              <th>{t("touchHost")}</th>
              <th class="num">{t("touchRequests")}</th>
              <th class="num">{t("touchSent")}</th>
              <th class="num">{t("touchReceived")}</th>
            </tr>
          </thead>
          <tbody>
            {named.map(([host, touched]) => (
              <tr key={host}>
                <td class="host">
                  <code>{host}</code>
                </td>
                <td class="num">{whole(touched.requests)} ({whole(touched.failures)})</td>
                <td class="num">{whole(touched.bytesSent)}</td>
                <td class="num">{whole(touched.bytesReceived)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </>
  );
}

export function LastLines({ lines }: { lines: PluginLogLine[] }) {
  const nowMs = hostNowMs() ?? Date.now();
  return (
    <details class="log-lines" open={lines.length > 0}>
      <summary>{t("logLines")}</summary>
      {lines.length === 0 ? <p class="quiet">{t("logNone")}</p> : (
        <ol>
          {lines.toReversed().map((line, index) => (
            <li key={index} class={line.level}>
              <span class="num quiet">{time(line.atMs, nowMs)}</span> {line.message}
            </li>
          ))}
        </ol>
      )}
    </details>
  );
}

export function Limits({ quotas }: { quotas: Record<string, number> }) {
  return (
    <details>
      <summary>{t("quotas")}</summary>
      <dl class="facts wide-facts">
        {Object.entries(quotas).map(([name, limit]) => <Counted key={name} name={quotaName(name)} count={limit} />)}
      </dl>
    </details>
  );
}

/** A limit that this page does not know yet is shown by its own name. */
function quotaName(name: string): string {
  const key = STRING_KEYS.find((known): known is StringKey & `quota.${string}` => known === `quota.${name}`);
  return key ? t(key) : name;
}

function Counted({ name, count }: { name: string; count: number }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd class="num">{Number.isInteger(count) ? whole(count) : decimal(count)}</dd>
    </div>
  );
}
