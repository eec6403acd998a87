/**
 * Checks the ledger at the start, and that its end of the last time is still in it: an edit is told, and halts betting until
 * somebody has looked. Mends nothing.
 */
import { join } from "node:path";
import { z } from "zod";
import type { LedgerReport } from "../protocol/bet_story.ts";
import { writeAtomic } from "../storage/atomic_file.ts";
import type { HostService, OpenService, ServiceContext } from "./host_service.ts";

/** In the data folder: the ledger's head as it was noted last. */
const LEDGER_HEAD_FILE = "ledger-head.json";
const headFile = z.object({ head: z.string().regex(/^[0-9a-f]{64}$/), atMs: z.int() });
/** Faults that the warning names. */
const FAULTS_NAMED = 3;

class LedgerWatch implements HostService {
  readonly #context: ServiceContext;
  #warnings: string[] = [];
  readonly #checked: Promise<void>;

  /** Starts at once; betting goes on meanwhile. */
  constructor(context: ServiceContext) {
    this.#context = context;
    this.#checked = this.#check().catch((error) => {
      this.#warnings = [`the ledger could not be checked: ${(error as Error).message}`];
    });
  }

  warnings(): readonly string[] {
    return this.#warnings;
  }

  /** Notes the head of now. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#checked;
    try {
      await this.#note(await this.#context.reader.ledgerHead());
    } catch (error) {
      this.#context.log("warning", "ledger", `Cannot note the ledger's head: ${(error as Error).message}`);
    }
  }

  async #check(): Promise<void> {
    const { reader, halt, log } = this.#context;
    const noted = await this.#noted();
    const report = await reader.checkLedger({ head: noted?.head });
    const faults = describeFaults(report);
    if (noted && !report.headFound) {
      const since = new Date(noted.atMs).toISOString();
      faults.push(
        `its end of ${since} is not in it any more: bets were removed, or an older backup was put in its place`,
      );
    }
    if (faults.length > 0) {
      this.#warnings = [`the ledger is not as it was written: ${faults.join("; ")}`];
      log("error", "ledger", this.#warnings[0]);
      halt(this.#warnings[0]);
      return;
    }
    log("info", "ledger", `${report.events} events are as they were written; head ${report.head}`);
    await this.#note(report.head);
  }

  async #noted(): Promise<z.infer<typeof headFile> | null> {
    try {
      return headFile.parse(JSON.parse(await Deno.readTextFile(this.#path)));
    } catch {
      // None yet, or not one of ours: the chain itself is checked all the same.
      return null;
    }
  }

  /** After a fault the old note stays, until the user removes it: what was found is found again. */
  async #note(head: string): Promise<void> {
    if (this.#warnings.length > 0 || !headFile.shape.head.safeParse(head).success) return;
    await writeAtomic(this.#path, JSON.stringify({ head, atMs: Date.now() }));
  }

  get #path(): string {
    return join(this.#context.settings.dataDir, LEDGER_HEAD_FILE);
  }
}

/** Opens it, whatever the configuration. */
export const openLedgerWatch: OpenService = (context) => Promise.resolve(new LedgerWatch(context));

/** The first faults in words. */
function describeFaults({ faults, faultsInAll }: LedgerReport): string[] {
  const named = faults.slice(0, FAULTS_NAMED).map(({ betId, message }) => `bet ${betId}: ${message}`);
  return faultsInAll > named.length ? [...named, `${faultsInAll - named.length} more`] : named;
}
