/** `bets show`, `bets verify` and `bets reconcile`: one bet step by step, whether the ledger was edited, and doubtful bets. */
import { join } from "node:path";
import { FLIGHTS_FOLDER, pictureFile, readSteps } from "../betting/flight_files.ts";
import { payoutOf } from "../betting/bet_rules.ts";
import type { Bet } from "../protocol/bet.ts";
import type { FlightStep, Resolution, ResolvedState } from "../protocol/bet_story.ts";
import { EXIT_FAILED } from "../ops/core_settings.ts";
import { HostError } from "../protocol/errors.ts";
import { DATABASE_FILE } from "../storage/open_database.ts";
import { Writer } from "../storage/writer.ts";
import type { CommonOptions } from "./common_options.ts";
import { RunningProgram } from "./running_program.ts";
import { openStored } from "./stored_command.ts";

/** Prints one bet with its states and its steps, and where their pictures are. */
export async function showBet(options: CommonOptions & { id: number }): Promise<number> {
  await using reader = await openStored(options);
  const { id: betId } = options, folder = join(options.data, FLIGHTS_FOLDER);
  const bet = await reader.bet(betId);
  if (!bet) {
    throw new HostError("refused", `Cannot show bet ${betId}: the ledger has none of that number; see bets list`);
  }
  const events = await reader.betEvents(betId), steps = await readSteps(folder, betId);
  const pictures = await Promise.all(
    steps.map(({ picture }) => picture === null ? null : pictureFile(folder, { betId, index: picture })),
  );
  if (options.json) {
    console.log(JSON.stringify({ bet, events, steps: steps.map((step, at) => ({ ...step, file: pictures[at] })) }));
    return 0;
  }
  for (const line of betLines(bet)) console.log(line);
  for (const { state, reason, atMs } of events) console.log(`${iso(atMs)} ${state.padEnd(9)} ${reason}`);
  if (steps.length === 0) console.log("no pictures: on paper nothing is clicked, and only the newest are kept");
  steps.forEach((step, at) => console.log(stepLine(step, { first: steps[0], file: pictures[at] })));
  return 0;
}

/** Checks the whole ledger; returns 1 when it is not as it was written. */
export async function verifyBets(options: CommonOptions & { head?: string }): Promise<number> {
  await using reader = await openStored(options);
  const { head, events, unchained, faults, faultsInAll, headFound } = await reader.checkLedger({ head: options.head });
  const lost = options.head !== undefined && !headFound;
  if (options.json) {
    console.log(JSON.stringify({ events, unchained, head, faults, faultsInAll, headFound: !lost }));
  } else {
    for (const { betId, eventId, message } of faults) {
      console.log(`bet ${betId}${eventId === null ? "" : `, event ${eventId}`}: ${message}`);
    }
    if (faultsInAll > faults.length) console.log(`and ${faultsInAll - faults.length} more`);
    if (lost) console.log(`the head ${options.head} is not in it: bets were removed, or every hash was made anew`);
    if (unchained > 0) console.log(`${unchained} of ${events} events are from before there was a chain`);
    if (faultsInAll === 0 && !lost) console.log(`${events} events are as they were written`);
    console.log(`head ${head}`);
  }
  return faultsInAll > 0 || lost ? EXIT_FAILED : 0;
}

/** Looks into doubtful bets, or settles one by the user's word; returns 1 while any stays unknown. */
export async function reconcileBets(
  options: CommonOptions & { bet?: number; as?: ResolvedState },
): Promise<number> {
  if ((options.bet === undefined) !== (options.as === undefined)) {
    throw new HostError("bad_config", "Cannot settle: --bet and --as go together, such as --bet 1763.. --as lost");
  }
  const program = await RunningProgram.find(options.data);
  const found = options.bet !== undefined && options.as !== undefined
    ? [await settle(options, { program, betId: options.bet, state: options.as })]
    : await lookInto(options, program);
  for (const one of found) {
    console.log(
      options.json ? JSON.stringify(one) : `bet ${one.betId} at ${one.table}: ${one.state ?? "unknown"}; ${one.reason}`,
    );
  }
  if (found.length === 0 && !options.json) console.log("no bet is doubtful");
  return found.some(({ state }) => state === null) ? EXIT_FAILED : 0;
}

async function lookInto(options: CommonOptions, program: RunningProgram | null): Promise<Resolution[]> {
  if (program) {
    const answer = await program.post("/api/ledger/reconcile", {}) as { resolutions: Resolution[] };
    return answer.resolutions;
  }
  await using reader = await openStored(options);
  const doubtful = (await reader.openBets()).filter(({ state }) => state === "unknown");
  return doubtful.map(({ id, table }) => ({
    ...{ betId: id, table, state: null },
    reason: "the screen is needed: start the program, or settle it by --bet and --as",
  }));
}

interface Settling {
  program: RunningProgram | null;
  betId: number;
  state: ResolvedState;
}

/** By the running program where there is one: it is the ledger's only writer then. */
async function settle(options: CommonOptions, { program, betId, state }: Settling): Promise<Resolution> {
  if (program) {
    const bet = await program.post(`/api/bets/${betId}/resolve`, { state }) as Bet;
    return { betId, table: bet.table, state, reason: bet.reason };
  }
  await using reader = await openStored(options);
  const bet = await reader.bet(betId);
  if (bet?.state !== "unknown") {
    throw new HostError(
      "refused",
      `Cannot settle bet ${betId}: it is ${bet?.state ?? "not in the ledger"}, not unknown`,
    );
  }
  const settledAtMs = state === "failed" ? null : Date.now(), reason = "settled by hand";
  const payoutMinor = { won: payoutOf(bet), lost: 0, void: bet.stakeMinor, failed: null }[state];
  await using writer = await Writer.open({
    path: join(options.data, DATABASE_FILE),
    journalPath: join(options.data, "journal.jsonl"),
    tables: 1,
  });
  await writer.saveBet({ ...bet, state, reason, settledAtMs, payoutMinor });
  return { betId, table: bet.table, state, reason };
}

function betLines(bet: Bet): string[] {
  const { id, table, strategy, mode, stakeMinor, cashOutHundredths, payoutMinor, balanceMinor, panel } = bet;
  const money = (minor: number | null | undefined) => typeof minor === "number" ? (minor / 100).toFixed(2) : "-";
  return [
    `bet ${id}: ${table}${panel === 2 ? ", second panel" : ""}, ${strategy}, ${mode}, ${bet.state}`,
    `stake ${money(stakeMinor)} at ${(cashOutHundredths / 100).toFixed(2)}x, paid ${money(payoutMinor)}, ` +
    `balance before ${money(balanceMinor)}`,
  ];
}

function stepLine({ step, atMs, picture, index }: FlightStep, at: { first: FlightStep; file: string | null }): string {
  const shown = picture === index ? at.file : picture === null ? "no picture" : "as before";
  return `${String(atMs - at.first.atMs).padStart(6)} ms ${step.padEnd(13)} ${shown ?? ""}`;
}

const iso = (atMs: number): string => new Date(atMs).toISOString();
