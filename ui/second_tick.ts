/** A signal that changes every second, for countdowns and ages. */
import { signal } from "@preact/signals";

export const secondTick = signal(0);
setInterval(() => secondTick.value += 1, 1_000);
