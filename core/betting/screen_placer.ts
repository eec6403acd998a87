/** Places bets by clicking and typing, each step read back from the screen. Presses play at most once a bet, whatever happens. */
import assert from "node:assert/strict";
import type { FlightStepName } from "../protocol/bet_story.ts";
import { HostError } from "../protocol/errors.ts";
import type { Picture, Rect } from "../protocol/picture.ts";
import { type PlayButton, readField, readPlayButton, readSwitch } from "../vision/control_reader.ts";
import type { NumberFormat } from "../vision/number_reader.ts";
import { readPhase } from "../vision/phase_reader.ts";
import type { Hand } from "./hand.ts";
import {
  checkAllowed,
  checkSignal,
  checkWaiting,
  misread,
  type PlaceOrder,
  type Placer,
  type PlaceResult,
  type PlacerOptions,
  reasonOf,
  whyOf,
} from "./placer.ts";
import { centerOf, type TableControls, typedAmount, typedCashOut } from "./table_controls.ts";

/** How long a table may take to draw what was typed or switched. */
const ECHO_MS_MAX = 600;
/** How long a table may take to show that it has taken a bet. */
const CONFIRM_MS_MAX = 1_500;
/** Time between two looks while waiting for either. */
export const LOOK_EVERY_MS = 20;

interface Field {
  name: string;
  rect: Rect;
  format: NumberFormat;
  /** minor units or hundredths */
  value: number;
  write: (value: number) => string;
}

/** What has been changed on the table so far, to be put back when the bet is not pressed. */
interface Progress {
  signal: AbortSignal;
  undo: (() => Promise<void>)[];
  pressedAtMs: number | null;
}

export class ScreenPlacer implements Placer {
  readonly #options: PlacerOptions;
  readonly #hand: Hand;

  constructor(options: PlacerOptions & { hand: Hand }) {
    this.#options = options;
    this.#hand = options.hand;
  }

  async place(order: PlaceOrder, signal: AbortSignal): Promise<PlaceResult> {
    const progress: Progress = { signal, undo: [], pressedAtMs: null };
    try {
      await this.#prepare(order, progress);
      await this.#press(order, progress);
      return await this.#confirm(order, progress);
    } catch (error) {
      const placedAtMs = progress.pressedAtMs;
      const cause = whyOf(error), reason = reasonOf(error);
      if (placedAtMs !== null) return { state: "unknown", cause, reason: `after the press: ${reason}`, placedAtMs };
      const left = await this.#undo(order, progress);
      await this.#keep("undone", order);
      return { state: "failed", cause, reason: reason + left, placedAtMs: null };
    }
  }

  async #prepare(order: PlaceOrder, progress: Progress): Promise<void> {
    const { amount, cashOut } = fieldsOf(order);
    checkSignal(progress.signal);
    await this.#hand.check();
    order.onStep?.("before", await this.#look(order, seenBefore(order)));
    await this.#focus(amount, progress);
    await this.#hand.replaceText(amount.write(amount.value));
    await this.#keep("amount", order);
    await this.#switchOn(order, progress);
    await this.#focus(cashOut, progress);
    // A field is read once it is left: no caret, and the table has made of the text what it will.
    const retyped = await this.#ensure(amount, { order, progress });
    if (retyped) await this.#focus(cashOut, progress);
    await this.#hand.replaceText(cashOut.write(cashOut.value));
    await this.#keep("cash-out", order);
    await this.#hand.clickAt(order.table.harmless);
    // What was meant for this field may have gone to the other.
    if (await this.#ensure(cashOut, { order, progress })) await this.#ensure(amount, { order, progress });
  }

  /** Everything is looked at once more, in one moment, with the pointer already on the button. */
  async #press(order: PlaceOrder, progress: Progress): Promise<void> {
    const controls = controlsOf(order);
    const fields = Object.values(fieldsOf(order));
    checkSignal(progress.signal);
    await this.#hand.moveTo(centerOf(controls.play));
    const { autoCashOutSwitch } = controls;
    const more = [...fields.map(({ rect }) => rect), ...(autoCashOutSwitch ? [autoCashOutSwitch.rect] : [])];
    // What is kept of this moment is looked at in the same grab: nothing may stand between the last look and the press.
    const pictures = await this.#look(order, [...more, controls.around]);
    order.onStep?.("ready", pictures.slice(-1));
    fields.forEach((field, index) => checkField(field, pictures[index]));
    if (autoCashOutSwitch && readSwitch(pictures[fields.length], autoCashOutSwitch.onColor) !== "on") {
      throw misread("auto cash-out is off");
    }
    await this.#hand.check();
    checkAllowed(order, progress.signal);
    if (this.#nowMs >= order.deadlineMs) throw new HostError("deadline", "Cannot place bet: too late to press");
    // From here on the bet may stand, even when click() throws.
    progress.pressedAtMs = this.#nowMs;
    await this.#hand.press();
    await this.#keep("pressed", order);
  }

  /** Not to be aborted: what was pressed must be known. */
  async #confirm(order: PlaceOrder, { pressedAtMs: placedAtMs }: Progress): Promise<PlaceResult> {
    const { play: playRect, playColors } = controlsOf(order), { phase: phaseRect, description } = order.table;
    let button: PlayButton = "bet";
    const seen = await this.#until(CONFIRM_MS_MAX, async () => {
      const [play, phase] = await this.#options.source.grab([playRect, phaseRect]);
      button = readPlayButton(play, playColors);
      return button === "cancel" || button === "cashOut"
        ? { button, phase: readPhase(phase, { table: description }).phase }
        : null;
    });
    await this.#keep(seen ? "confirmed" : "not-confirmed", order, seenBefore(order));
    if (!seen) {
      return { state: "unknown", cause: "misread", reason: `pressed, but the button shows ${button}`, placedAtMs };
    }
    if (seen.button === "cancel" && seen.phase !== "waiting") {
      const reason = "pressed as the flight began: it may stand for the round after this one";
      return { state: "unknown", cause: "late", reason, placedAtMs };
    }
    return { state: "placed", reason: "", placedAtMs };
  }

  /** Phase, button and more rectangles, of one moment. */
  async #look(order: PlaceOrder, more: readonly Rect[] = []): Promise<Picture[]> {
    const { play, playColors } = controlsOf(order);
    const [phasePicture, playPicture, ...pictures] = await this.#options.source.grab([
      order.table.phase,
      play,
      ...more,
    ]);
    checkWaiting(phasePicture, { order, nowMs: this.#nowMs });
    const button = readPlayButton(playPicture, playColors);
    if (button !== "bet") throw misread(`the button shows ${button}, not bet`);
    return pictures;
  }

  async #focus(field: Field, progress: Progress): Promise<void> {
    checkSignal(progress.signal);
    const [before] = await this.#options.source.grab([field.rect]);
    const previous = readField(before, field.format);
    progress.undo.push(async () => {
      await this.#hand.clickAt(centerOf(field.rect));
      await (previous === null ? this.#hand.clearText() : this.#hand.replaceText(field.write(previous)));
    });
    await this.#hand.clickAt(centerOf(field.rect));
  }

  /**
   * Waits until a field shows its number; types it once more where it does not: a page may ignore a click or lose a key, and
   * nothing has been pressed. Returns whether it was typed again.
   */
  async #ensure(field: Field, { order, progress }: { order: PlaceOrder; progress: Progress }): Promise<boolean> {
    try {
      await this.#verify(field, progress);
      return false;
    } catch (error) {
      if (!(error instanceof HostError) || error.code !== "screen") throw error;
    }
    await this.#look(order);
    checkSignal(progress.signal);
    await this.#hand.clickAt(centerOf(field.rect));
    await this.#hand.replaceText(field.write(field.value));
    await this.#hand.clickAt(order.table.harmless);
    await this.#keep("retyped", order);
    await this.#verify(field, progress);
    return true;
  }

  async #verify(field: Field, { signal }: Progress): Promise<void> {
    let problem: unknown = null;
    const shown = await this.#until(ECHO_MS_MAX, async () => {
      checkSignal(signal);
      const [picture] = await this.#options.source.grab([field.rect]);
      try {
        checkField(field, picture);
        return true;
      } catch (error) {
        problem = error;
        return null;
      }
    });
    if (!shown) throw problem;
  }

  async #switchOn(order: PlaceOrder, progress: Progress): Promise<void> {
    const { autoCashOutSwitch } = controlsOf(order);
    if (!autoCashOutSwitch) return;
    const { rect, onColor } = autoCashOutSwitch;
    const isOn = async () => readSwitch((await this.#options.source.grab([rect]))[0], onColor) === "on" || null;
    if (await isOn()) return;
    checkSignal(progress.signal);
    progress.undo.push(async () => {
      if (await isOn()) await this.#hand.clickAt(centerOf(rect));
    });
    await this.#hand.clickAt(centerOf(rect));
    const isOnNow = await this.#until(ECHO_MS_MAX, () => {
      checkSignal(progress.signal);
      return isOn();
    });
    await this.#keep("switch", order);
    if (!isOnNow) throw misread("the auto cash-out switch stays off");
  }

  /** Puts back what was typed, last first. Touches nothing when the user has the mouse or the table is covered. */
  async #undo(order: PlaceOrder, { undo }: Progress): Promise<string> {
    if (undo.length === 0) return "";
    try {
      const controls = controlsOf(order);
      const [play] = await this.#options.source.grab([controls.play]);
      if (readPlayButton(play, controls.playColors) === "unknown") return "; not undone: the table is covered";
      for (const step of undo.toReversed()) await step();
      await this.#hand.clickAt(order.table.harmless);
      return "";
    } catch (error) {
      return `; not undone: ${reasonOf(error)}`;
    }
  }

  /** Has the flight recorder keep what the controls show now. A picture that cannot be taken fails no bet. */
  async #keep(step: FlightStepName, order: PlaceOrder, rects = [controlsOf(order).around]): Promise<void> {
    if (!order.onStep) return;
    try {
      order.onStep(step, await this.#options.source.grab(rects));
    } catch (error) {
      if (!(error instanceof HostError)) throw error;
    }
  }

  /** Looks until there is something to see, or the time is over. */
  async #until<T>(limitMs: number, look: () => Promise<T | null>): Promise<T | null> {
    const endMs = this.#nowMs + limitMs;
    while (true) {
      const seen = await look();
      if (seen !== null || this.#nowMs >= endMs) return seen;
      await this.#options.clock.sleep(LOOK_EVERY_MS);
    }
  }

  get #nowMs(): number {
    return this.#options.clock.nowMs();
  }
}

function controlsOf({ table, bet }: PlaceOrder): TableControls {
  const controls = bet.panel === 2 ? table.second : table.controls;
  assert(controls, "a bet by clicks at a panel without controls");
  return controls;
}

/** What the flight recorder keeps of the first and the last moment: phase, balance and controls. */
function seenBefore(order: PlaceOrder): Rect[] {
  const { phase, balance } = order.table;
  return [phase, ...(balance ? [balance] : []), controlsOf(order).around];
}

function fieldsOf(order: PlaceOrder): { amount: Field; cashOut: Field } {
  const { bet, table: { description: { locale } } } = order, controls = controlsOf(order);
  return {
    amount: {
      name: "amount",
      rect: controls.amount,
      format: { kind: "money", locale },
      value: bet.stakeMinor,
      write: (value) => typedAmount(value, locale),
    },
    cashOut: {
      name: "auto cash-out",
      rect: controls.autoCashOut,
      format: { kind: "multiplier", locale },
      value: bet.cashOutHundredths,
      write: (value) => typedCashOut(value, locale),
    },
  };
}

/** @throws {HostError} `screen` when the field shows anything else */
function checkField({ name, format, value }: Field, picture: Picture): void {
  const shown = readField(picture, format);
  if (shown === value) return;
  throw misread(`${name} shows ${shown ?? "nothing readable"}, not ${value}`);
}
