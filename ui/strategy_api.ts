/** The page's calls about who plays which table. An answer is data or a reason; it never throws. */
import type { BetMode } from "../core/protocol/bet.ts";
import { post } from "./client.ts";

export const attachStrategy = (name: string, place: { table: string; mode: BetMode }) =>
  post("/api/strategies/{name}/attach", { params: { name }, body: place });
export const detachStrategy = (table: string) => post("/api/strategies/detach", { body: { table } });
