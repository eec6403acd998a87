/** A page without a browser: the same stream and the same questions as one, for more pages than a machine can draw. */
import { setTimeout as delay } from "node:timers/promises";
import type { PageMessage } from "../../core/protocol/page.ts";
import type { ViewName } from "../../ui/route.ts";
import type { Program } from "./program.ts";

/** What a view asks while it is open: once, or again and again. */
interface Question {
  path: string;
  everyMs?: number;
}

const QUESTIONS: Record<ViewName, Question[]> = {
  tables: [],
  rounds: [{ path: "/api/rounds?limit=100" }, {
    path: "/api/rounds/statistics?cashOutHundredths=200",
    everyMs: 10_000,
  }],
  bets: [{ path: "/api/bets?limit=100" }, { path: "/api/readings?limit=50" }, { path: "/api/divergence" }],
  strategies: [{ path: "/api/leases" }, { path: "/api/plugins/flat" }, {
    path: "/api/signals?limit=50",
    everyMs: 15_000,
  }],
  research: [{ path: "/api/jobs" }],
  models: [{ path: "/api/predictions", everyMs: 5_000 }],
  plugins: [{ path: "/api/plugins/mozzart", everyMs: 2_000 }],
  calibrate: [{ path: "/api/calibrate" }, { path: "/api/calibrate/picture", everyMs: 700 }],
  health: [{ path: "/api/performance", everyMs: 30_000 }],
  logs: [{ path: "/api/logs?limit=200", everyMs: 2_000 }],
  settings: [{ path: "/api/configuration" }],
  fairness: [{ path: "/api/jobs" }],
  reference: [{ path: "/api/openapi.json" }],
};

export interface PageClient extends AsyncDisposable {
  /** messages heard so far */
  readonly heard: number;
  /** numbers that were left out between two messages */
  readonly missed: number;
  /** answers that were no success */
  readonly refused: string[];
}

/** Opens one; `onMessage` is told everything that the host sends to it. */
export async function openPageClient(
  program: Program,
  { view, onMessage = () => {} }: { view: ViewName; onMessage?: (message: PageMessage) => void },
): Promise<PageClient> {
  const client = { heard: 0, missed: 0, refused: [] as string[] };
  // The browser's types know no headers here; the runtime does.
  const options: unknown = { headers: { authorization: `Bearer ${program.url.searchParams.get("token")}` } };
  const socket = new WebSocket(`ws://${program.url.host}/live`, options as string[]);
  let lastSeq: number | null = null;
  socket.onmessage = (event) => {
    const message: PageMessage = JSON.parse(event.data);
    if (message.type !== "state" && lastSeq !== null && message.seq !== lastSeq + 1) client.missed += 1;
    lastSeq = message.seq;
    client.heard += 1;
    onMessage(message);
  };
  await new Promise<void>((resolve, reject) => {
    socket.onopen = () => resolve();
    socket.onerror = () => reject(new Error(`Cannot open a page's stream at ${program.url.host}`));
  });
  const closing = new AbortController();
  const asking = QUESTIONS[view].map(async ({ path, everyMs }) => {
    // As a page does: the next question waits for the answer to the one before.
    do {
      const answer = await program.ask(path);
      await answer.arrayBuffer();
      if (!answer.ok) client.refused.push(`${path}: ${answer.status}`);
      if (everyMs) await delay(everyMs, undefined, { signal: closing.signal }).catch(() => {});
    } while (everyMs && !closing.signal.aborted);
  });
  return Object.assign(client, {
    async [Symbol.asyncDispose]() {
      closing.abort();
      await Promise.all(asking);
      const closed = new Promise<void>((resolve) => socket.onclose = () => resolve());
      socket.close();
      await closed;
    },
  });
}
