/** The demo site: tables in a real browser with real fields and buttons. The server owns the games, the crash points and the log; the page only shows and presses. */
import { Hono } from "hono";
import { HostError } from "../protocol/errors.ts";
import { demoHtml } from "./demo_html.ts";
import { bundlePage } from "./demo_bundle.ts";
import { type DemoTable, type PageMessage, parsePageMessage, type SiteMessage } from "./demo_messages.ts";
import { WAITING_MS } from "./flight.ts";
import { Game, type GameBet, type GameRound } from "./game.ts";
import { FONTS_FOLDER } from "./register_fonts.ts";
import { SKINS } from "./skins.ts";

export type { DemoTable } from "./demo_messages.ts";

/** How often the page is told what to show. */
const FRAME_MS = 40;
const SOCKETS_MAX = 32;
/** What is left of a waiting phase that was cut short. */
const SHORTENED_TO_MS = 150;
/** A page that reads this much slower than it is told skips frames. */
const SOCKET_BUFFER_BYTES_MAX = 262_144;

export interface DemoSiteOptions {
  /** 0 for any free one */
  port: number;
  seed: number;
  tables: readonly DemoTable[];
  /** how many times faster than real time the games run */
  speed: number;
  /** when the games begin; default now */
  startMs?: number;
}

/** The truth about one table: finished rounds and accepted bets, oldest first. */
export interface DemoTableLog extends DemoTable {
  rounds: readonly GameRound[];
  bets: readonly Readonly<GameBet>[];
  balanceMinor: number;
}

export interface DemoSite extends AsyncDisposable {
  url: string;
  log(): DemoTableLog[];
}

/**
 * Serves the tables on 127.0.0.1.
 *
 * @throws {HostError} `device` when the port is taken, `plugin_failed` when the page cannot be bundled
 */
export async function startDemoSite(options: DemoSiteOptions): Promise<DemoSite> {
  const page = await bundlePage(new URL("demo_page.ts", import.meta.url));
  const games = new DemoGames(options);
  const server = serve(options.port, siteRoutes(games, page));
  const timer = setInterval(() => games.tell(), FRAME_MS);
  return {
    url: `http://127.0.0.1:${server.addr.port}/`,
    log: () => games.log(),
    async [Symbol.asyncDispose]() {
      clearInterval(timer);
      games.close();
      await server.shutdown();
    },
  };
}

function serve(port: number, app: Hono): Deno.HttpServer<Deno.NetAddr> {
  try {
    return Deno.serve({ hostname: "127.0.0.1", port, onListen: () => {} }, app.fetch);
  } catch (cause) {
    throw new HostError("device", `Cannot serve the demo site on port ${port}: ${(cause as Error).message}`, { cause });
  }
}

function siteRoutes(games: DemoGames, page: string): Hono {
  const app = new Hono();
  const script = { "content-type": "text/javascript; charset=utf-8" };
  app.get("/", (context) => context.html(demoHtml()));
  app.get("/page.js", (context) => context.body(page, 200, script));
  app.get("/log.json", (context) => context.json({ tables: games.log() }));
  app.get("/fonts/:file", async (context) => {
    const file = context.req.param("file");
    const known = Object.values(SKINS).some(({ fontFiles }) => fontFiles.regular === file || fontFiles.bold === file);
    if (!known) return context.notFound();
    return context.body(await Deno.readFile(new URL(file, FONTS_FOLDER)), 200, { "content-type": "font/sfnt" });
  });
  app.get("/socket", (context) => {
    const { origin, host } = new URL(context.req.url);
    if (context.req.header("upgrade") !== "websocket") return context.text("a WebSocket only", 426);
    if (context.req.header("origin") !== origin) return context.text(`only from ${host}`, 403);
    if (games.full) return context.text("too many pages", 503);
    const { socket, response } = Deno.upgradeWebSocket(context.req.raw);
    games.join(socket);
    return response;
  });
  return app;
}

/** A table with its game; `aheadMs`: by so much its time was moved on, `shortened`: the round in which that was done last. */
type FaultyGame = DemoTable & { game: Game; aheadMs: number; shortened: number };

/** The site's games and who watches them. */
class DemoGames {
  readonly #tables: FaultyGame[];
  readonly #sockets = new Set<WebSocket>();
  readonly #nowMs: () => number;

  constructor({ tables, seed, speed, startMs = Date.now() }: DemoSiteOptions) {
    const realStartMs = performance.now();
    this.#nowMs = () => Math.floor(startMs + (performance.now() - realStartMs) * speed);
    this.#tables = tables.map(({ name, skin, fault }) => {
      const { locale, stakeMinMinor, stakeMaxMinor, places } = SKINS[skin], panels = places.second ? 2 : 1;
      return {
        name,
        skin,
        fault,
        aheadMs: 0,
        shortened: 0,
        game: new Game({ name, seed, startMs, locale, stakeMinMinor, stakeMaxMinor, panels }),
      };
    });
  }

  get full(): boolean {
    return this.#sockets.size >= SOCKETS_MAX;
  }

  join(socket: WebSocket): void {
    this.#sockets.add(socket);
    socket.addEventListener("open", () => this.tell());
    socket.addEventListener("close", () => this.#sockets.delete(socket));
    socket.addEventListener("error", () => this.#sockets.delete(socket));
    socket.addEventListener("message", ({ data }) => this.#hear(socket, data));
  }

  /** Sends every page what its tables show now. */
  tell(): void {
    const nowMs = this.#nowMs();
    for (const { game, aheadMs } of this.#tables) game.advance(nowMs + aheadMs);
    if (this.#sockets.size === 0) return;
    const message: SiteMessage = {
      tables: this.#tables.map(({ name, skin, fault, game }) => ({ name, skin, fault, state: game.state() })),
    };
    const text = JSON.stringify(message);
    for (const socket of this.#sockets) {
      if (socket.readyState !== WebSocket.OPEN || socket.bufferedAmount > SOCKET_BUFFER_BYTES_MAX) continue;
      socket.send(text);
    }
  }

  log(): DemoTableLog[] {
    const nowMs = this.#nowMs();
    return this.#tables.map(({ name, skin, game, aheadMs }) => {
      game.advance(nowMs + aheadMs);
      return { name, skin, rounds: game.rounds(), bets: game.bets(), balanceMinor: game.balanceMinor };
    });
  }

  close(): void {
    for (const socket of this.#sockets) socket.close(1001);
    this.#sockets.clear();
  }

  #hear(socket: WebSocket, data: unknown): void {
    try {
      this.#apply(parsePageMessage(String(data)));
    } catch (error) {
      if (!(error instanceof HostError)) throw error;
      socket.close(1008, "bad message");
    }
  }

  /** The one way from a page into a game. */
  #apply({ type, table, panel: number, amount, autoCashOut, auto }: PageMessage): void {
    const known = this.#tables.find(({ name }) => name === table);
    if (!known) throw new HostError("bad_message", `Cannot find table ${table}`);
    const { game, skin } = known;
    if (number === 2 && !SKINS[skin].places.second) {
      throw new HostError("bad_message", `Cannot find panel 2 of ${table}`);
    }
    const panel = game.panelOf(number), before = panel.text("amount");
    game.advance(this.#nowMs() + known.aheadMs);
    if (amount !== before) shorten(known);
    panel.setText("amount", amount);
    panel.setText("autoCashOut", autoCashOut);
    panel.auto = auto;
    if (type === "press") game.press(number);
    this.tell();
  }
}

/** Once a round, at the first key: the waiting phase of a table with that fault is nearly over. */
function shorten(table: FaultyGame): void {
  const { phase, progress, round } = table.game.state();
  if (table.fault !== "short-phase" || phase !== "waiting" || progress === null || table.shortened === round) return;
  table.shortened = round;
  table.aheadMs += Math.max(0, Math.round((1 - progress) * WAITING_MS) - SHORTENED_TO_MS);
}
