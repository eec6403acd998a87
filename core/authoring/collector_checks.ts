/** What is asked of a collector: rows that the database takes, the same rows for the same events, and that nothing ends it. */
import type { CollectorEvent } from "../protocol/cell_messages.ts";
import { type CheckList, Finding } from "./check_list.ts";
import { numbered, strangeEvents, usualEvents } from "./strange_events.ts";
import type { TriedPlugin } from "./tried_plugin.ts";

/** Another cut of the same events, as it may be after a restart. */
const BATCH_EVENTS = 7;

/** Makes the checks. */
export async function checkCollector(
  list: CheckList,
  { tried, startAnother }: { tried: TriedPlugin; startAnother: () => Promise<TriedPlugin> },
): Promise<void> {
  const samples = tried.cell.takesSamples;
  const events = numbered(usualEvents({ samples }), 1);
  let rows: readonly unknown[] = [];
  const dealtWith = await list.check("rows that the database takes", async () => {
    await tried.deliver(events, "a usual evening");
    rows = [...tried.rows];
    return `${events.length} events, ${rows.length} rows`;
  });
  if (dealtWith) {
    await list.check("same events, same rows", async () => {
      await using fresh = await startAnother();
      // The time between the two runs is as small as a machine makes it, and still shows in what is not the event's.
      for (let at = 0; at < events.length; at += BATCH_EVENTS) {
        await fresh.deliver(events.slice(at, at + BATCH_EVENTS), "the same events in small portions");
      }
      compareRows(rows, fresh.rows);
      return `${rows.length} rows again, in another cell and in other portions`;
    });
  }
  await list.check("strange, repeated and late events", async () => {
    // A cell of its own: what the one before threw is told above.
    await using fresh = await startAnother();
    return await deliverStrange(fresh, strangeEvents({ samples }));
  });
}

async function deliverStrange(
  tried: TriedPlugin,
  cases: ReturnType<typeof strangeEvents>,
): Promise<string> {
  let seq = 1;
  for (const { what, events } of cases) {
    const given: CollectorEvent[] = numbered(events, seq);
    seq += given.length;
    if (given.length > 0) await tried.deliver(given, what);
  }
  return `${cases.length} cases, ${seq - 1} events`;
}

function compareRows(first: readonly unknown[], second: readonly unknown[]): void {
  const length = Math.max(first.length, second.length);
  for (let index = 0; index < length; index += 1) {
    const [before, now] = [JSON.stringify(first[index]), JSON.stringify(second[index])];
    if (before === now) continue;
    const right = "make rows of the events alone: times are the events', and a fresh start begins from nothing";
    throw new Finding(`row ${index + 1} was ${before ?? "missing"}, then ${now ?? "missing"}: ${right}`);
  }
}
