/** How rows get to the collector, and which other machines send there; asked for while it is looked at. */
import { useEffect, useState } from "preact/hooks";
import type { FleetView, ForwardingView } from "../core/protocol/forwarding.ts";
import { Badge } from "./badge.tsx";
import { time, whole } from "./format.ts";
import { Numbers } from "./numbers.tsx";
import { getFleet } from "./operations_api.ts";
import { epoch, hostNowMs } from "./store.ts";
import { t } from "./strings.ts";

const LOAD_EVERY_MS = 10_000;

export function ForwardingPanel({ view }: { view: ForwardingView }) {
  const good = view.state === "idle" || view.state === "sending";
  return (
    <section class="panel">
      <div class="panel-top">
        <h2>{t("forwarding")}</h2>
        <Badge tone={good ? "good" : "warn"} icon={good ? "check" : "warn"} text={t(`forward.${view.state}`)} />
      </div>
      <Numbers rows={numbersOf(view)} />
      {view.trouble && <p class="notice" role="status">{view.trouble}</p>}
      <Fleet device={view.device} />
    </section>
  );
}

function numbersOf(view: ForwardingView): [string, string][] {
  const nowMs = hostNowMs() ?? 0;
  const held = view.pendingRows + view.sentRows + view.failedRows;
  return [
    [t("forwardTo"), view.url],
    [t("forwardPending"), whole(view.pendingRows)],
    [t("forwardRun"), whole(view.sentInRun)],
    [t("forwardRefused"), whole(view.failedRows)],
    [t("forwardBuffer"), `${whole(held)} / ${whole(view.capacityRows)}`],
    ...(view.overflowRows > 0 ? [[t("forwardOverflow"), whole(view.overflowRows)] as [string, string]] : []),
    [t("forwardLast"), view.lastSentAtMs === null ? t("fleetNever") : time(view.lastSentAtMs, nowMs)],
    ...(view.nextAttemptAtMs === null
      ? []
      : [[t("forwardNext"), time(view.nextAttemptAtMs, nowMs)] as [string, string]]),
  ];
}

function Fleet({ device }: { device: string }) {
  const [fleet, setFleet] = useState<FleetView | null>(null);
  const [failure, setFailure] = useState("");
  useEffect(() => {
    const load = async () => {
      const answer = await getFleet();
      setFailure(answer.ok ? "" : answer.reason);
      if (answer.ok) setFleet(answer.data.fleet);
    };
    void load();
    const timer = setInterval(() => void load(), LOAD_EVERY_MS);
    return () => clearInterval(timer);
  }, [epoch.value]);
  if (failure) return <p class="notice" role="status">{failure}</p>;
  if (fleet === null) return null;
  return (
    <>
      <h3>
        {t("fleet")}{" "}
        <span class="quiet">
          {t("fleetActive", { active: whole(fleet.active), machines: whole(fleet.machines) })}
        </span>
      </h3>
      <Machines fleet={fleet} device={device} />
    </>
  );
}

function Machines({ fleet, device }: { fleet: FleetView; device: string }) {
  return (
    <table>
      <thead>
        <tr>
          <th scope="col">{t("fleetMachine")}</th>
          <th scope="col">{t("fleetLast")}</th>
          <th scope="col" class="num">{t("fleetRows")}</th>
          <th scope="col" class="num">{t("fleetTwice")}</th>
        </tr>
      </thead>
      <tbody>
        {fleet.listed.map((machine) => (
          <tr key={machine.device}>
            <td>
              {machine.device} {machine.device === device && <span class="quiet">{t("fleetThis")}</span>}
            </td>
            <td class="num left">
              {machine.lastAtMs === null ? t("fleetNever") : time(machine.lastAtMs, fleet.atMs)}
            </td>
            <td class="num">{whole(machine.rows)}</td>
            <td class="num">{whole(machine.duplicates)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
