/** A process that does nothing but say each second how long its event loop was not free: what the machine itself takes. */
import { LoopGap } from "../../core/ops/loop_gap.ts";

const gap = new LoopGap();
setInterval(() => console.log(gap.take()), 1_000);
