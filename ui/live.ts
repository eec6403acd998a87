/** Keeps the live stream open: connects, notices silence and gaps, and connects again. */
import { signal } from "@preact/signals";
import type { PageMessage } from "../core/protocol/page.ts";
import { alertFor } from "./alerts.ts";
import { getState } from "./api.ts";
import { parseHarmless } from "./harmless.ts";
import { apply, connection } from "./store.ts";

/** The host says something at least every second; after this long the line is dead. */
const SILENCE_MS_MAX = 5_000;
const RETRY_MS = [300, 1_000, 2_000, 5_000];

/** the moment of the last message, browser time */
const heardAtMs = signal(0);

/** What this page has heard so far, over all its connections: the host sends what came since. */
let heard: { stream: string; seq: number } | null = null;

/** Opens the stream and keeps it open for as long as the page lives. */
export function connectLive(attempt = 0): void {
  const since = heard === null ? "" : `?stream=${heard.stream}&seq=${heard.seq}`;
  const socket = new WebSocket(`ws://${location.host}/live${since}`);
  let lastSeq: number | null = null;
  let watch = setTimeout(lose, SILENCE_MS_MAX);
  let over = false;

  function lose(): void {
    if (over) return;
    over = true;
    clearTimeout(watch);
    socket.close();
    void retry(lastSeq === null ? attempt + 1 : 0);
  }

  socket.onclose = lose;
  socket.onerror = lose;
  socket.onmessage = (event) => {
    if (over) return;
    clearTimeout(watch);
    watch = setTimeout(lose, SILENCE_MS_MAX);
    heardAtMs.value = performance.now();
    const message = parseHarmless(event.data) as PageMessage;
    const expected = message.type === "state" || message.seq === (lastSeq ?? NaN) + 1;
    if (!expected) return lose();
    lastSeq = message.seq;
    if (message.type === "state") heard = { stream: message.stream, seq: message.seq };
    else if (heard !== null) heard.seq = message.seq;
    connection.value = "live";
    alertFor(message);
    apply(message);
  };
}

async function retry(attempt: number): Promise<void> {
  connection.value = connection.value === "connecting" ? "connecting" : "lost";
  const asked = await getState();
  if (!asked.ok) connection.value = asked.code === "no_token" ? "locked" : "lost";
  setTimeout(() => connectLive(attempt), RETRY_MS[Math.min(attempt, RETRY_MS.length - 1)]);
}
