/** The live stream with lines whose buffers the test fills. */
import assert from "node:assert/strict";
import type { PageMessage } from "../../../core/protocol/page.ts";
import {
  CLIENT_BUFFER_BYTES_MAX,
  EVENTS_KEPT_MAX,
  EVENTS_MAX,
  FLUSH_MS,
  HEARTBEAT_MS,
  LIVE_CLIENTS_MAX,
  LiveHub,
  type LiveSocket,
} from "../../../core/server/live_hub.ts";
import { GeneratedHost } from "./generated_host.ts";

/** A page's end of the line, with a buffer that the test fills. */
class Line implements LiveSocket {
  bufferedAmount = 0;
  readyState: LiveSocket["readyState"] = WebSocket.OPEN;
  closed: number | null = null;
  readonly got: PageMessage[] = [];

  send(text: Parameters<WebSocket["send"]>[0]): void {
    this.got.push(JSON.parse(String(text)));
  }

  close(code?: number): void {
    this.closed = code ?? 1000;
    this.readyState = WebSocket.CLOSED;
  }
}

function openHub() {
  const host = new GeneratedHost();
  const hub = new LiveHub({ host, every: () => () => {} });
  return { host, hub };
}

/** The last whole state that a page got. */
function stateOf(line: Line): Extract<PageMessage, { type: "state" }> {
  const state = line.got.findLast((message) => message.type === "state");
  assert.ok(state?.type === "state");
  return state;
}

function tellRound(host: GeneratedHost, id: number): void {
  const round = { id, table: "mozzart", startedAtMs: 1, endedAtMs: 2, multiplier: 100 };
  host.tell({ type: "round", round: { ...round, players: null, playersMoneyMinor: null } });
}

const missedIds = (line: Line) =>
  stateOf(line).missed?.map((event) => event.type === "round" ? event.round.id : event.bet.id) ?? null;

const kinds = (line: Line) => line.got.map((message) => message.type);

Deno.test("add() sends the whole state when a page connects", () => {
  const { host, hub } = openHub();
  const line = new Line();
  hub.add(line);
  const { stream } = stateOf(line);
  assert.deepEqual(line.got, [{ type: "state", seq: 0, stream, state: host.state(), missed: null }]);
});

Deno.test("flush() sends each kind once with the newest value when many changes came", () => {
  const { host, hub } = openHub();
  const line = new Line();
  hub.add(line);
  for (let index = 0; index < 50; index++) host.step(1);
  hub.flush();
  assert.deepEqual(kinds(line), ["state", "tables", "health"]);
  const tables = line.got[1];
  assert.ok(tables.type === "tables" && tables.tables[0].takenAtMs === host.nowMs);
});

Deno.test("flush() sends every round and bet when several came", () => {
  const { host, hub } = openHub();
  const line = new Line();
  hub.add(line);
  for (let index = 0; index < 200; index++) host.step(1_000);
  hub.flush();
  const ids = line.got.flatMap((message) => message.type === "round" ? [message.round.id] : []);
  assert.ok(ids.length > 10);
  assert.deepEqual(ids, ids.map((_, index) => ids[0] + index));
});

Deno.test("flush() numbers without a gap when changes go on", () => {
  const { host, hub } = openHub();
  const line = new Line();
  hub.add(line);
  for (let index = 0; index < 20; index++) {
    host.step(500);
    hub.flush();
  }
  line.got.forEach((message, index) => assert.equal(message.seq, index));
});

Deno.test("flush() skips a slow page and sends it the whole state when it has caught up", () => {
  const { host, hub } = openHub();
  const slow = new Line();
  const quick = new Line();
  hub.add(slow);
  hub.add(quick);
  slow.bufferedAmount = CLIENT_BUFFER_BYTES_MAX + 1;
  host.step(200);
  hub.flush();
  assert.deepEqual(kinds(slow), ["state"]);
  assert.deepEqual(kinds(quick), ["state", "tables", "health"]);
  assert.equal(hub.skipped, 1);
  slow.bufferedAmount = 1;
  host.step(200);
  hub.flush();
  assert.deepEqual(kinds(slow), ["state"], "a state is not put behind other bytes");
  slow.bufferedAmount = 0;
  hub.flush();
  assert.deepEqual(kinds(slow), ["state", "state"]);
  host.step(200);
  hub.flush();
  assert.equal(slow.got.at(-1)?.seq, quick.got.at(-1)?.seq);
  assert.equal(slow.got[2].seq, slow.got[1].seq + 1);
});

Deno.test("flush() does not skip a page when its buffer is just at the limit", () => {
  const { host, hub } = openHub();
  const line = new Line();
  hub.add(line);
  line.bufferedAmount = CLIENT_BUFFER_BYTES_MAX;
  host.step(200);
  hub.flush();
  assert.equal(hub.skipped, 0);
  assert.deepEqual(kinds(line), ["state", "tables", "health"]);
});

Deno.test("the hub keeps no more than EVENTS_MAX rounds when a flood of them comes", () => {
  const { host, hub } = openHub();
  const line = new Line();
  hub.add(line);
  for (let id = 1; id <= EVENTS_MAX + 1; id++) tellRound(host, id);
  hub.flush();
  assert.deepEqual(kinds(line), ["state", "state"]);
  assert.equal(missedIds(line), null, "what was left out is not known: the page loads its lists anew");
  tellRound(host, 9_999);
  hub.flush();
  assert.deepEqual(kinds(line), ["state", "state", "round"]);
});

Deno.test("flush() says how the host is when nothing has changed for a while", () => {
  const { hub } = openHub();
  const line = new Line();
  hub.add(line);
  for (let ms = FLUSH_MS; ms < HEARTBEAT_MS; ms += FLUSH_MS) hub.flush();
  assert.deepEqual(kinds(line), ["state"]);
  hub.flush();
  assert.deepEqual(kinds(line), ["state", "health"]);
});

Deno.test("full is true when as many pages are open as may be", () => {
  const { hub } = openHub();
  const lines = Array.from({ length: LIVE_CLIENTS_MAX }, () => new Line());
  for (const line of lines) {
    assert.equal(hub.full, false);
    hub.add(line);
  }
  assert.equal(hub.full, true);
  hub.remove(lines[0]);
  assert.equal(hub.full, false);
});

Deno.test("close() ends the subscription and every page's line when called", () => {
  const { host, hub } = openHub();
  const line = new Line();
  hub.add(line);
  assert.equal(host.listeners, 1);
  hub.close();
  assert.equal(host.listeners, 0);
  assert.equal(line.closed, 1001);
  assert.equal(hub.clients, 0);
});

Deno.test("add() sends the rounds and bets that a page missed while it was away, and each once", () => {
  const { host, hub } = openHub();
  tellRound(host, 1);
  hub.flush();
  const line = new Line();
  hub.add(line);
  const { stream, seq } = stateOf(line);
  hub.remove(line);
  for (const id of [2, 3]) tellRound(host, id);
  hub.flush();
  const back = new Line();
  hub.add(back, { stream, seq });
  assert.deepEqual(missedIds(back), [2, 3]);
  tellRound(host, 4);
  hub.flush();
  hub.remove(back);
  const again = new Line();
  hub.add(again, { stream, seq: back.got.at(-1)?.seq ?? NaN });
  assert.deepEqual(missedIds(again), []);
});

Deno.test("add() says that it does not know what was missed when it is too long ago, of another run, or from the future", () => {
  const { host, hub } = openHub();
  const line = new Line();
  hub.add(line);
  const { stream } = stateOf(line);
  const missedSince = (heard: { stream: string; seq: number }) => {
    const back = new Line();
    hub.add(back, heard);
    hub.remove(back);
    return missedIds(back);
  };
  for (let id = 1; id <= EVENTS_KEPT_MAX + 1; id++) {
    tellRound(host, id);
    if (id % EVENTS_MAX === 0) hub.flush();
  }
  hub.flush();
  assert.equal(missedSince({ stream, seq: 0 }), null);
  assert.equal(missedSince({ stream, seq: 1 })?.length, EVENTS_KEPT_MAX);
  assert.equal(missedSince({ stream: "another run", seq: 1 }), null);
  assert.equal(missedSince({ stream, seq: 1_000_000_000 }), null);
});

Deno.test("a slow page gets what it missed with the state when it has caught up", () => {
  const { host, hub } = openHub();
  const slow = new Line();
  hub.add(slow);
  slow.bufferedAmount = CLIENT_BUFFER_BYTES_MAX + 1;
  tellRound(host, 1);
  hub.flush();
  tellRound(host, 2);
  slow.bufferedAmount = 0;
  hub.flush();
  assert.deepEqual(missedIds(slow), [1, 2]);
});
