/** What the demo site's page and its server say to each other. Whatever the page sends is untrusted until parsed. */
import { z } from "zod";
import { HostError } from "../protocol/errors.ts";
import { describeIssues } from "../protocol/manifest.ts";
import type { DemoFault } from "./demo_faults.ts";
import { FIELD_CHARACTERS_MAX } from "./number_text.ts";
import type { SkinName } from "./skins.ts";
import type { TableState } from "./table_state.ts";

/** A table of the site: its name in the log, and how it looks. */
export interface DemoTable {
  name: string;
  skin: SkinName;
  /** what goes wrong at it, once a round */
  fault?: DemoFault;
}

/** Server to page: every table's state, in the order of the grid. */
export interface SiteMessage {
  tables: (DemoTable & { state: TableState })[];
}

const fieldText = z.string().max(FIELD_CHARACTERS_MAX);
const pageMessage = z.strictObject({
  /** `fields`: what stands in the panel now; `press`: the big button was pressed with that in the panel */
  type: z.enum(["fields", "press"]),
  table: z.string().max(64),
  panel: z.literal([1, 2]),
  amount: fieldText,
  autoCashOut: fieldText,
  auto: z.boolean(),
});
/** Page to server, once parsed. */
export type PageMessage = z.infer<typeof pageMessage>;

/** @throws {HostError} `bad_message` naming field and value */
export function parsePageMessage(text: string): PageMessage {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new HostError("bad_message", `Cannot read message: not JSON: ${text.slice(0, 80)}`, { cause });
  }
  const result = pageMessage.safeParse(value);
  if (result.success) return result.data;
  throw new HostError("bad_message", `Cannot accept message: ${describeIssues(result.error, value)}`);
}
