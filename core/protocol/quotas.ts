/**
 * What one plugin may use: limits that hold for all, less of it where its manifest says so, and what the user sets for it
 * in the configuration. A manifest never gets more than all have.
 */
import { z } from "zod";

export interface Quotas {
  /** of its process: what is its own, without the program's file */
  memoryMegabytes: number;
  /** of processor time a second, in seconds, for longer than a few seconds */
  processors: number;
  /** that nobody asked for: rows, lines of its log, requests */
  messagesPerSecond: number;
  rowsPerSecond: number;
}

/** What every plugin has unless something else is said. */
export const QUOTAS: Readonly<Quotas> = {
  memoryMegabytes: 320,
  processors: 1.5,
  messagesPerSecond: 2000,
  rowsPerSecond: 2000,
};
const USER_QUOTAS_MAX: Readonly<Quotas> = {
  memoryMegabytes: 1024,
  processors: 16,
  messagesPerSecond: 20_000,
  rowsPerSecond: 20_000,
};
/** An idle cell takes some 40 MB. */
const MEMORY_MEGABYTES_MIN = 96;

const schemaUpTo = (most: Quotas) =>
  z.strictObject({
    memoryMegabytes: z.int().min(MEMORY_MEGABYTES_MIN).max(most.memoryMegabytes).optional(),
    processors: z.number().min(0.1).max(most.processors).optional(),
    messagesPerSecond: z.int().min(20).max(most.messagesPerSecond).optional(),
    rowsPerSecond: z.int().min(1).max(most.rowsPerSecond).optional(),
  });
/** In a manifest. */
export const manifestQuotas = schemaUpTo(QUOTAS);
/** In the configuration, by the plugin's name. */
export const userQuotas = schemaUpTo(USER_QUOTAS_MAX);
export type GivenQuotas = z.infer<typeof userQuotas>;

/** What holds for a plugin: what the user says, else what its manifest asks for, else what all have. */
export function quotasOf(manifest: { quotas?: GivenQuotas }, given: GivenQuotas = {}): Quotas {
  return { ...QUOTAS, ...manifest.quotas, ...given };
}
