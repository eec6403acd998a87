/** The page's calls about who plays which table. An answer is data or a reason; it never throws. */
import type { BetMode } from "../core/protocol/bet.ts";
import { call } from "./api.ts";

export const attachStrategy = (strategy: string, place: { table: string; mode: BetMode }) =>
  call("POST", `/api/strategies/${encodeURIComponent(strategy)}/attach`, place);
export const detachStrategy = (table: string) => call("POST", "/api/strategies/detach", { table });
