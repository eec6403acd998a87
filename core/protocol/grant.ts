/** What a user has allowed a plugin, and how a plugin that asks for something stands. */
import { z } from "zod";

export const GRANTERS = ["page", "cli", "lock"] as const;
/** Who approved: somebody on the page or the command line, or the lock file of the plugins that come with the program. */
export type Granter = (typeof GRANTERS)[number];

export const contentHash = z.string().regex(/^[0-9a-f]{64}$/, "a SHA-256 of 64 hexadecimal digits");

/** An approval: of exactly this content, for exactly these hosts. */
export const grant = z.strictObject({
  hash: contentHash,
  /** `host:port` each */
  net: z.array(z.string().max(300)).max(256),
  approvedAtMs: z.int().nonnegative(),
  by: z.enum(GRANTERS),
});
export type Grant = z.infer<typeof grant>;

/** Whether a plugin may run, and with what. */
export interface Approval {
  /** true for a plugin that asks for nothing, too */
  approved: boolean;
  /** hosts that it may reach, `host:port` each; none while it is not approved */
  net: string[];
  /** the approval that counts; null where none does */
  grant: Grant | null;
  /** what it waits for; empty when it is approved */
  reason: string;
}
