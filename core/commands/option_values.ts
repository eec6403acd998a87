/** What options of the command line are made of, checked where they are parsed: one clear line when a value is wrong. */
import { HostError } from "../protocol/errors.ts";

/** A whole number from `low` to `high`. */
export function wholeNumber(low: number, high: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= low && value <= high) return value;
    throw new HostError(
      "bad_config",
      `Cannot use ${JSON.stringify(text)}: a whole number from ${low} to ${high} is wanted`,
    );
  };
}

/** `x,y,width,height` in pixels. */
export function rectangle(text: string): { x: number; y: number; width: number; height: number } {
  const match = /^(\d{1,5}),(\d{1,5}),(\d{1,5}),(\d{1,5})$/.exec(text.replaceAll(" ", ""));
  const [x, y, width, height] = match?.slice(1).map(Number) ?? [];
  if (match && width > 0 && height > 0) return { x, y, width, height };
  throw new HostError(
    "bad_config",
    `Cannot use ${JSON.stringify(text)}: x,y,width,height in pixels is wanted, as 0,0,960,540`,
  );
}

/** The play button's colours, `bet,cancel,cash-out`, each as `#rrggbb`. */
export function playColors(text: string): { bet: string; cancel: string; cashOut: string } {
  const [bet, cancel, cashOut, ...more] = text.toLowerCase().replaceAll(" ", "").split(",");
  if (more.length === 0 && [bet, cancel, cashOut].every((color) => /^#[0-9a-f]{6}$/.test(color ?? ""))) {
    return { bet, cancel, cashOut };
  }
  throw new HostError(
    "bad_config",
    `Cannot use ${JSON.stringify(text)}: bet,cancel,cash-out are wanted, as #28a909,#cb011a,#d07206`,
  );
}

/** A number above 0, or `max`. */
export function speed(text: string): number {
  return text === "max" ? Infinity : positiveNumber(text);
}

/** A number above 0. */
export function positiveNumber(text: string): number {
  const value = Number(text);
  if (Number.isFinite(value) && value > 0) return value;
  throw new HostError("bad_config", `Cannot use ${JSON.stringify(text)}: a number above 0 is wanted`);
}

/** A share of what is staked, from 0.5 to 1. */
export function rate(text: string): number {
  const value = Number(text);
  if (/^[01](\.\d{1,6})?$/.test(text) && value >= 0.5 && value <= 1) return value;
  throw new HostError("bad_config", `Cannot use ${JSON.stringify(text)}: a share from 0.5 to 1 is wanted, as 0.97`);
}
