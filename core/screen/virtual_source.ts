/** The virtual desktop: tables drawn in memory at the clock's time. A screen to whoever looks, a desk to whoever clicks; needs no display. */
import { type Canvas, createCanvas, type SKRSContext2D } from "@napi-rs/canvas";
import { setImmediate } from "node:timers";
import type { Clock } from "../clock.ts";
import { HostError } from "../protocol/errors.ts";
import type { Picture, Point, Rect } from "../protocol/picture.ts";
import type { DrawContext } from "../simulator/draw_context.ts";
import { TablePainter } from "../simulator/draw_table.ts";
import { Game } from "../simulator/game.ts";
import { type Popup, popupsOf } from "../simulator/popups.ts";
import { registerFonts } from "../simulator/register_fonts.ts";
import { type Skin, type SkinName, SKINS } from "../simulator/skins.ts";
import { clickTable } from "../simulator/table_input.ts";
import { WINDOW } from "../simulator/table_layout.ts";
import type { TableState } from "../simulator/table_state.ts";
import { copyCrop } from "./crop.ts";
import type { ScreenSource } from "./screen_source.ts";

/** So long it draws at once: a real screen is not drawn by whoever looks at it, and must cost the event loop nothing. */
const DRAWING_AT_ONCE_MAX_MS = 4;
/** What lies beneath the windows. */
const GROUND = "#20242a";

/** A table on the desktop; `window` is where it stands on the screen, pixels. */
export interface VirtualTable {
  name: string;
  skin: SkinName;
  window: Rect;
}

export interface VirtualDesktopOptions {
  clock: Clock;
  tables: readonly VirtualTable[];
  /** the same seed and clock give the same rounds */
  seed: number;
  /** moment at which the rounds begin, epoch milliseconds; default: now */
  startMs?: number;
  width?: number;
  height?: number;
  /** how often something covers each table; default: never */
  popupsAnHour?: number;
}

/** Something that lies over a table for a while: another window, a popup. */
export interface Cover {
  /** epoch milliseconds */
  fromMs: number;
  toMs: number;
  /** what of the screen it hides; default: the table's whole window */
  box?: Rect;
}

/** Another window's frame and inside. */
const COVER_COLORS = { frame: "#2d4f7c", inside: "#d9dde3" };
const COVER_FRAME_PIXELS = 6;

interface Desk {
  covers: Cover[];
  /** those that come by themselves, the next or present one first */
  popups: Generator<Popup, never> | null;
  popup: Popup | null;
  /** what lay over it when it was painted last */
  under: Cover[];
  game: Game;
  skin: Skin;
  window: Rect;
  painter: TablePainter;
}

export class VirtualDesktop implements ScreenSource {
  readonly name = "virtual";
  readonly width: number;
  readonly height: number;
  readonly #clock: Clock;
  readonly #canvas: Canvas;
  readonly #desks = new Map<string, Desk>();
  /** the canvas's own memory; asking for it anew at each grab makes the collector of garbage run for nothing */
  #pixels: Uint8Array | null = null;
  #crops: Picture[] = [];
  #focused: Desk | null = null;
  #closed = false;

  /** @throws {RangeError} when two tables have one name or a window reaches outside the screen */
  constructor(options: VirtualDesktopOptions) {
    const { clock, tables, seed, startMs = clock.nowMs(), width = 1920, height = 1080, popupsAnHour = 0 } = options;
    this.#clock = clock;
    this.width = width;
    this.height = height;
    this.#canvas = createCanvas(width, height);
    registerFonts(tables.map(({ skin }) => SKINS[skin]));
    const context = this.#canvas.getContext("2d");
    context.fillStyle = GROUND;
    context.fillRect(0, 0, width, height);
    for (const table of tables) {
      this.#checkTable(table);
      const skin = SKINS[table.skin], { locale, stakeMinMinor, stakeMaxMinor, places } = skin;
      const panels = places.second ? 2 : 1;
      const popups = popupsAnHour > 0 ? popupsOf({ seed, table: table.name, startMs, anHour: popupsAnHour }) : null;
      this.#desks.set(table.name, {
        ...{ covers: [], popups, popup: null },
        under: [],
        skin,
        window: table.window,
        game: new Game({ name: table.name, seed, startMs, locale, stakeMinMinor, stakeMaxMinor, panels }),
        painter: painterOf(context, { skin, window: table.window }),
      });
    }
  }

  /** Draws a few tables at a time, whatever is ready to run in between: all as they are at the moment of the call. */
  async grab(rects: readonly Rect[]): Promise<Picture[]> {
    this.#checkOpen();
    let fromMs = performance.now();
    for (const painting of this.#paintings()) {
      if (performance.now() - fromMs > DRAWING_AT_ONCE_MAX_MS) {
        await new Promise<void>((resolve) => setImmediate(resolve));
        fromMs = performance.now();
      }
      painting();
    }
    this.#checkOpen();
    this.#pixels ??= this.#canvas.data();
    const screen = { width: this.width, height: this.height, data: this.#pixels };
    this.#crops = rects.map((rect, index) => copyCrop(screen, { rect, into: this.#crops[index] }));
    return this.#crops;
  }

  /**
   * The game behind a table, for whoever checks the truth. Its times are those of the last `grab()` or input.
   *
   * @throws {RangeError} when no table has this name
   */
  game(name: string): Game {
    return this.#desk(name).game;
  }

  /**
   * Moves a table's window, as a user would; what was beneath it is bare ground.
   *
   * @throws {RangeError} when there is no such table or it would reach outside the screen
   */
  moveTable(name: string, corner: Point): void {
    const desk = this.#desks.get(name);
    if (!desk) throw new RangeError(`Cannot move table ${name}: there are ${[...this.#desks.keys()].join(", ")}`);
    const window = { ...desk.window, ...corner };
    this.#checkInside(name, window);
    const context = this.#canvas.getContext("2d");
    context.fillStyle = GROUND;
    context.fillRect(desk.window.x, desk.window.y, desk.window.width, desk.window.height);
    desk.window = window;
    desk.painter = new TablePainter(context as unknown as DrawContext, { skin: desk.skin, box: window });
  }

  /** Lays something over a table, once or several times; clicks still reach the table. */
  cover(name: string, ...covers: Cover[]): void {
    this.#desk(name).covers.push(...covers);
  }

  /** Plays every table up to the clock's time. */
  advance(): void {
    const nowMs = this.#clock.nowMs();
    for (const { game } of this.#desks.values()) game.advance(nowMs);
  }

  /** A left click at a point of the screen: the keyboard goes to the table that it hits. */
  click(point: Point): void {
    this.advance();
    const hit = this.#deskAt(point);
    if (this.#focused !== hit) this.#focused?.game.blur();
    this.#focused = hit;
    if (!hit) return;
    const { window, skin, game } = hit;
    const inside = {
      x: ((point.x - window.x) * WINDOW.width) / window.width,
      y: ((point.y - window.y) * WINDOW.height) / window.height,
    };
    clickTable(game, { skin, point: inside });
  }

  selectAll(): void {
    this.#focused?.game.typedInto.selectAll();
  }

  type(text: string): void {
    this.#focused?.game.typedInto.type(text);
  }

  erase(): void {
    this.#focused?.game.typedInto.erase();
  }

  /** The whole desktop as a PNG file's bytes. */
  png(): Uint8Array {
    for (const painting of this.#paintings()) painting();
    // A picture of the whole canvas may leave its memory elsewhere.
    this.#pixels = null;
    return this.#canvas.toBuffer("image/png");
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.#closed = true;
    this.#crops = [];
    return Promise.resolve();
  }

  #checkOpen(): void {
    if (this.#closed) throw new HostError("screen", "Cannot grab: the virtual desktop is closed");
  }

  /** What must be done to draw all tables as they are now: one step a table. */
  #paintings(): (() => void)[] {
    this.advance();
    const nowMs = this.#clock.nowMs();
    return [...this.#desks.values()].map((desk) => {
      const state = desk.game.state();
      return () => this.#paintDesk(desk, { state, nowMs });
    });
  }

  #paintDesk(desk: Desk, { state, nowMs }: { state: TableState; nowMs: number }): void {
    const context = this.#canvas.getContext("2d");
    while (desk.popups && (desk.popup === null || desk.popup.toMs <= nowMs)) desk.popup = desk.popups.next().value;
    const all: Cover[] = desk.popup ? [...desk.covers, desk.popup] : desk.covers;
    const covers = all.filter(({ fromMs, toMs }) => nowMs >= fromMs && nowMs < toMs);
    // A painter draws only what has changed: what was covered must all be drawn again.
    if (desk.under.some((cover) => !covers.includes(cover))) desk.painter = painterOf(context, desk);
    desk.painter.paint(state);
    desk.under = covers;
    for (const { box = desk.window } of covers) {
      const inner = COVER_FRAME_PIXELS;
      context.fillStyle = COVER_COLORS.frame;
      context.fillRect(box.x, box.y, box.width, box.height);
      context.fillStyle = COVER_COLORS.inside;
      context.fillRect(box.x + inner, box.y + 4 * inner, box.width - 2 * inner, box.height - 5 * inner);
    }
  }

  #desk(name: string): Desk {
    const desk = this.#desks.get(name);
    if (!desk) throw new RangeError(`Cannot find table ${name}: there are ${[...this.#desks.keys()].join(", ")}`);
    return desk;
  }

  #deskAt({ x, y }: Point): Desk | null {
    for (const desk of this.#desks.values()) {
      const { window } = desk;
      if (x >= window.x && y >= window.y && x < window.x + window.width && y < window.y + window.height) return desk;
    }
    return null;
  }

  #checkTable({ name, window }: VirtualTable): void {
    if (this.#desks.has(name)) throw new RangeError(`Cannot have two tables ${name}`);
    this.#checkInside(name, window);
  }

  #checkInside(name: string, { x, y, width, height }: Rect): void {
    if (x >= 0 && y >= 0 && x + width <= this.width && y + height <= this.height) return;
    throw new RangeError(`Cannot place table ${name}: its window reaches outside ${this.width}x${this.height}`);
  }
}

function painterOf(context: SKRSContext2D, { skin, window }: { skin: Skin; window: Rect }): TablePainter {
  return new TablePainter(context as unknown as DrawContext, { skin, box: window });
}
