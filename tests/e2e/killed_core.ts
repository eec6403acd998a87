/**
 * The program's core as the supervisor starts it, but for one thing: it kills itself with SIGKILL at a chosen step of the
 * first bet that it comes to, such as `click 2` or `pressed`; `never` lets it live. Steps are named in `KILL_STEPS`.
 */
import { DesktopDevice } from "../../core/betting/desktop_device.ts";
import { Hand } from "../../core/betting/hand.ts";
import { runCore } from "../../core/host/core_process.ts";
import type { Bet } from "../../core/protocol/bet.ts";
import { Writer } from "../../core/storage/writer.ts";

const killAt = Deno.args[0];
/** the bet that is followed, from its first state on */
let followed: number | null = null, onPress = false;
let done = new Map<string, number>();

function step(name: string): void {
  if (followed !== null && name === killAt) Deno.kill(Deno.pid, "SIGKILL");
}

const saveBet = Writer.prototype.saveBet;
Writer.prototype.saveBet = async function (bet: Bet): Promise<void> {
  if (bet.state === "requested") followed ??= bet.id;
  const own = bet.id === followed;
  const state = bet.state === "won" || bet.state === "lost" ? "settled" : bet.state;
  if (own) step(`save ${state}`);
  await saveBet.call(this, bet);
  if (own) step(`saved ${state}`);
  if (bet.state === "placing") [followed, done] = [bet.id, new Map()];
  // One that was refused or undone has no further step: the next bet is followed.
  if (own && ["refused", "failed", "unknown"].includes(bet.state)) followed = null;
};

/** Each thing that mouse and keyboard do, counted from the intent on: before it is done, and with it begun. */
function follow<Name extends "moveTo" | "click" | "selectAll" | "erase" | "type">(name: Name): void {
  const act = DesktopDevice.prototype[name] as (...args: unknown[]) => Promise<void>;
  const followedAct = async function (this: DesktopDevice, ...args: unknown[]): Promise<void> {
    const number = (done.get(name) ?? 0) + 1;
    done.set(name, number);
    const what = onPress ? "press" : `${name} ${number}`;
    step(what);
    const acting = act.apply(this, args);
    // The library's own thread may be anywhere in it.
    step(`within ${what}`);
    await acting;
    if (onPress) step("pressed");
  };
  Object.assign(DesktopDevice.prototype, { [name]: followedAct });
}

for (const name of ["moveTo", "click", "selectAll", "erase", "type"] as const) follow(name);
const press = Hand.prototype.press;
Hand.prototype.press = async function (): Promise<void> {
  onPress = true;
  try {
    await press.call(this);
  } finally {
    onPress = false;
  }
};

Deno.exitCode = await runCore();
