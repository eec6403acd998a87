/** Where a table's learnt phase colours are kept, and reading them back. */
import { join } from "node:path";
import { HostError } from "../protocol/errors.ts";
import { parsePhaseColorModel, type PhaseColorModel } from "../protocol/phase_color_model.ts";

/** The model's file in a data folder. */
export function phaseModelFile(dataDir: string, table: string): string {
  return join(dataDir, "models", `phase-${table}.json`);
}

/**
 * A table's model; null when it has none.
 *
 * @throws {HostError} `bad_config` when the file is no model of this table
 */
export async function loadPhaseModel(dataDir: string, table: string): Promise<PhaseColorModel | null> {
  const file = phaseModelFile(dataDir, table);
  let text: string;
  try {
    text = await Deno.readTextFile(file);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
  const model = parsePhaseColorModel(text, file);
  if (model.table === table) return model;
  throw new HostError(
    "bad_config",
    `Cannot use ${file}: field table is ${JSON.stringify(model.table)}: ${table} is wanted`,
  );
}
