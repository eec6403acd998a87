/** The page's calls about money: leases, previews of risk, arming. An answer is data or a reason; it never throws. */
import type { ArmingConfirmation, LeaseTerms } from "../core/protocol/lease.ts";
import { get, post } from "./client.ts";

export const getLeases = () => get("/api/leases");
export const getDivergence = () => get("/api/divergence", { query: { hours: 24 } });
export const grantLease = (table: string, lease: LeaseTerms) => post("/api/leases/grant", { body: { table, lease } });
export const revokeLease = (table: string) => post("/api/leases/revoke", { body: { table } });
/** `settings`: instead of those in use; nothing is changed */
export const previewRisk = (name: string, asked: { table: string; settings?: Record<string, unknown> }) =>
  post("/api/strategies/{name}/preview", { params: { name }, body: asked });
export const offerArming = (minutes: number) => post("/api/arm/offer", { body: { minutes } });
export const arm = (confirmation: ArmingConfirmation) => post("/api/arm", { body: confirmation });
