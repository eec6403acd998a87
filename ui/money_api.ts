/** The page's calls about money: leases, previews of risk, arming. An answer is data or a reason; it never throws. */
import type { Divergence } from "../core/protocol/divergence.ts";
import type { ArmingConfirmation, ArmingOffer, LeaseTerms, LeaseView } from "../core/protocol/lease.ts";
import type { StrategyRisk } from "../core/protocol/risk.ts";
import { call } from "./api.ts";

export const getLeases = () => call<{ leases: LeaseView[] }>("GET", "/api/leases");
export const getDivergence = () => call<{ divergence: Divergence[] }>("GET", "/api/divergence?hours=24");
export const grantLease = (table: string, lease: LeaseTerms) => call("POST", "/api/leases/grant", { table, lease });
export const revokeLease = (table: string) => call("POST", "/api/leases/revoke", { table });
/** `settings`: instead of those in use; nothing is changed */
export const previewRisk = (strategy: string, asked: { table: string; settings?: Record<string, unknown> }) =>
  call<StrategyRisk>("POST", `/api/strategies/${encodeURIComponent(strategy)}/preview`, asked);
export const offerArming = (minutes: number) => call<ArmingOffer>("POST", "/api/arm/offer", { minutes });
export const arm = (confirmation: ArmingConfirmation) => call("POST", "/api/arm", confirmation);
