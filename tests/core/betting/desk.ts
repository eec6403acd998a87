/** A virtual desktop with an arbiter at it, whose mouse, keyboard, screen and store can be made to fail at a chosen step. */
import { Arbiter, type ArbiterOptions, type ArbiterRequest } from "../../../core/betting/arbiter.ts";
import type { InputDevice } from "../../../core/betting/input_device.ts";
import type { LedgerOptions } from "../../../core/betting/ledger.ts";
import { Limits } from "../../../core/betting/limits.ts";
import { type BettingTable, type PlacedTable, placeForBets } from "../../../core/betting/table_controls.ts";
import { VirtualDevice } from "../../../core/betting/virtual_device.ts";
import type { VirtualClock } from "../../../core/clock.ts";
import type { Bet, BetMode } from "../../../core/protocol/bet.ts";
import type { TableDescription } from "../../../core/protocol/manifest.ts";
import type { Picture, Point, Rect } from "../../../core/protocol/picture.ts";
import { LAYOUTS, layoutWindows } from "../../../core/screen/layout.ts";
import type { ScreenSource } from "../../../core/screen/screen_source.ts";
import { VirtualDesktop } from "../../../core/screen/virtual_source.ts";
import { describeSkin } from "../../../core/simulator/describe_skin.ts";
import { type SkinName, SKINS } from "../../../core/simulator/skins.ts";
import { fastClock, leaseOf, ledgerWith, NO_LIMITS } from "./fixtures.ts";

export const TABLES = ["balkanbet", "mozzart", "soccer", "admiral", "meridian", "maxbet"] as const;
/** A screen just large enough for so many tables of 960×540, the size of a 2×2 layout on 1920×1080. */
function screenFor(tables: number) {
  const layout = tables === 1 ? "1x1" : tables === 2 ? "2x1" : tables <= 4 ? "2x2" : "3x2";
  const [columns, rows] = LAYOUTS[layout];
  const size = { width: 960 * columns, height: 540 * rows };
  return { ...size, windows: layoutWindows(layout, size) };
}

const MODES: readonly BetMode[] = ["paper", "virtual", "live"];

/** One thing done with the device; `press` is a click on a play button. */
export type Step = "move" | "click" | "press" | "selectAll" | "erase" | "type";

/** A virtual device that keeps what was done with it; `before` may throw, or swallow a step by answering "lost". */
export class ProbeDevice implements InputDevice {
  readonly steps: { step: Step; text?: string }[] = [];
  before: (step: Step, index: number) => void | "lost" | Promise<void> = () => {};
  readonly #inner: VirtualDevice;

  constructor(desktop: VirtualDesktop, readonly name: "virtual" | "desktop", readonly plays: Rect[]) {
    this.#inner = new VirtualDevice(desktop);
  }

  get presses(): number {
    return this.steps.filter(({ step }) => step === "press").length;
  }

  position = () => this.#inner.position();
  /** As the user's hand does it. */
  moveByHand = (point: Point) => this.#inner.moveTo(point);
  moveTo = (point: Point) => this.#do({ step: "move" }, () => this.#inner.moveTo(point));
  selectAll = () => this.#do({ step: "selectAll" }, () => this.#inner.selectAll());
  erase = () => this.#do({ step: "erase" }, () => this.#inner.erase());
  type = (text: string) => this.#do({ step: "type", text }, () => this.#inner.type(text));
  [Symbol.asyncDispose] = () => Promise.resolve();

  async click(): Promise<void> {
    const { x, y } = await this.position();
    const onPlay = this.plays.some((box) =>
      x >= box.x && y >= box.y && x < box.x + box.width && y < box.y + box.height
    );
    await this.#do({ step: onPlay ? "press" : "click" }, () => this.#inner.click());
  }

  async #do(done: { step: Step; text?: string }, act: () => Promise<void>): Promise<void> {
    this.steps.push(done);
    if (await this.before(done.step, this.steps.length - 1) !== "lost") await act();
  }
}

/** The desktop's pixels, painted over by one colour while `covered`. */
class CoverableScreen implements ScreenSource {
  readonly name = "virtual";
  covered = false;

  constructor(readonly desktop: VirtualDesktop) {}

  get width(): number {
    return this.desktop.width;
  }

  get height(): number {
    return this.desktop.height;
  }

  async grab(rects: readonly Rect[]): Promise<Picture[]> {
    const pictures = await this.desktop.grab(rects);
    if (this.covered) { for (const { data } of pictures) data.fill(0x99); }
    return pictures;
  }

  [Symbol.asyncDispose] = () => this.desktop[Symbol.asyncDispose]();
}

export interface DeskOptions {
  names?: readonly SkinName[];
  saveBet?: LedgerOptions["saveBet"];
  deviceName?: "virtual" | "desktop";
  arbiter?: Partial<ArbiterOptions>;
  clock?: VirtualClock;
  /** what is known of a table, instead of what its skin says */
  describe?: (skin: SkinName) => TableDescription;
}

/** Every table's bets are allowed to strategy `flat`, in every mode. */
export function deskWith(
  { names = TABLES, saveBet, deviceName = "virtual", arbiter: changes, clock, describe }: DeskOptions = {},
) {
  const parts = ledgerWith({ clock: clock ?? fastClock(), ...(saveBet && { saveBet }) });
  const virtualClock = parts.clock as VirtualClock;
  const { width, height, windows } = screenFor(names.length);
  const desktop = new VirtualDesktop({
    clock: virtualClock,
    seed: 7,
    width,
    height,
    tables: names.map((name, index) => ({ name, skin: name, window: windows[index] })),
  });
  const tables: BettingTable[] = names.map((name, index) => ({
    name,
    description: describe ? describe(name) : describeSkin(SKINS[name]),
    window: windows[index],
  }));
  const placed = new Map<string, PlacedTable>(tables.map((table) => [table.name, placeForBets(table)]));
  const plays = [...placed.values()].flatMap(({ controls, second }) =>
    [controls, second].flatMap((one) => one ? [one.play] : [])
  );
  const device = new ProbeDevice(desktop, deviceName, plays), screen = new CoverableScreen(desktop);
  const limits = new Limits({ clock: virtualClock, limits: NO_LIMITS });
  for (const table of names) for (const mode of MODES) limits.grant(leaseOf({ table, mode }));
  const { ledger } = parts;
  const arbiter = new Arbiter({
    ...{ clock: virtualClock, source: screen, device, tables, limits, ledger, liveAllowed: false },
    ...changes,
  });
  /** A request for the waiting phase that is on. */
  const requestOf = (changes: Partial<ArbiterRequest> = {}): ArbiterRequest => ({
    ...{ table: names[0], strategy: "flat", mode: "virtual", stakeMinor: 25_50, cashOutHundredths: 220 },
    ...{ requestedAtMs: virtualClock.nowMs(), deadlineMs: virtualClock.nowMs() + 4_600, roundId: null },
    ...changes,
  });
  const request = (changes: Partial<ArbiterRequest> = {}): Promise<Bet> => arbiter.request(requestOf(changes));
  return { ...parts, clock: virtualClock, desktop, device, screen, limits, arbiter, tables, request, requestOf };
}
