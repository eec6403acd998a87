/** What is asked of a strategy: answers in time, within the table's limits, the same for the same history, and from nothing else. */
import { PLUGIN_TIMINGS } from "../cells/plugin_cell_options.ts";
import type { Decision } from "../protocol/bet.ts";
import { HostError } from "../protocol/errors.ts";
import { type CheckList, Finding } from "./check_list.ts";
import { type StrangeQuestion, strangeQuestions } from "./strange_histories.ts";
import { TriedPlugin } from "./tried_plugin.ts";

const CASH_OUT_HUNDREDTHS_MIN = 101;
/** Asked so often, chance shows. */
const ASKED_AGAIN = 20;
/** What a pure function has no use for. */
const IMPURE =
  /\b(Date\.now|new Date\(\s*\)|Date\(\s*\)|performance\.now|Math\.random|crypto\.(getRandomValues|randomUUID))\b/;

type Start = () => Promise<TriedPlugin>;

/** Makes the checks; `sources` are the folder's modules by name, its tests not among them. */
export async function checkStrategy(
  list: CheckList,
  { tried, startAnother, sources }: { tried: TriedPlugin; startAnother: Start; sources: ReadonlyMap<string, string> },
): Promise<void> {
  const questions = strangeQuestions();
  const answers = new Map<StrangeQuestion, Decision | null>();
  const answered = await list.check("answers any history", async () => {
    let slowestMs = 0;
    for (const question of questions) {
      const startMs = performance.now();
      answers.set(question, await ask(tried, question));
      slowestMs = Math.max(slowestMs, performance.now() - startMs);
    }
    const bets = answers.values().filter((answer) => answer !== null && answer.currentIndex >= 0).toArray().length;
    return `${questions.length} histories, ${bets} bets, the slowest answer took ${
      slowestMs.toFixed(1)
    } ms of ${PLUGIN_TIMINGS.decideMs}`;
  });
  if (!answered) return;
  await list.check("keeps within the table's limits", () => checkLimits(answers));
  await list.check("same history, same bet", () => checkRepeated(answers, { tried, startAnother }));
  await list.check("asks neither clock nor chance", () => checkSources(sources));
}

async function ask(tried: TriedPlugin, { what, ...question }: StrangeQuestion): Promise<Decision | null> {
  try {
    return await tried.cell.decide(question);
  } catch (error) {
    if (!(error instanceof HostError)) throw error;
    throw new Finding(`${what}: ${hint(error.message)}`);
  } finally {
    tried.checkAlive(what);
  }
}

/** The history that a strategy gets is frozen; what the engine says of that needs a word. */
function hint(message: string): string {
  return /read only|not extensible|Cannot delete property/.test(message)
    ? `it changes the history or its settings, which are not its own: ${message}`
    : message;
}

function checkLimits(answers: ReadonlyMap<StrangeQuestion, Decision | null>): string {
  for (const [{ what, stakeMinMinor, stakeMaxMinor }, decision] of answers) {
    if (decision === null || decision.currentIndex < 0) continue;
    const stake = decision.betAmounts[decision.currentIndex], cashOut = decision.autoStops[decision.currentIndex];
    if (stake < stakeMinMinor || stake > stakeMaxMinor) {
      const right = "bet nothing (null) where the stake does not fit";
      throw new Finding(
        `${what}: it bets ${stake} where the table takes ${stakeMinMinor} to ${stakeMaxMinor}: ${right}`,
      );
    }
    if (cashOut < CASH_OUT_HUNDREDTHS_MIN) {
      throw new Finding(`${what}: it cashes out at ${cashOut}: hundredths, ${CASH_OUT_HUNDREDTHS_MIN} (1.01x) or more`);
    }
  }
  return `${answers.size} answers`;
}

async function checkRepeated(
  answers: ReadonlyMap<StrangeQuestion, Decision | null>,
  { tried, startAnother }: { tried: TriedPlugin; startAnother: Start },
): Promise<string> {
  const compare = async (asked: TriedPlugin, question: StrangeQuestion, when: string) => {
    const before = JSON.stringify(answers.get(question)), now = JSON.stringify(await ask(asked, question));
    if (before === now) return;
    const right = "decide by history and context alone, and keep nothing between two calls";
    throw new Finding(`${question.what}: first ${before}, ${when} ${now}: ${right}`);
  };
  // In another order: what is kept between calls would show.
  for (const question of [...answers.keys()].reverse()) await compare(tried, question, "asked again");
  const [longest] = [...answers.keys()].toSorted((a, b) => b.history.length - a.history.length);
  for (let time = 0; time < ASKED_AGAIN; time += 1) await compare(tried, longest, "asked again");
  await using fresh = await startAnother();
  for (const question of answers.keys()) await compare(fresh, question, "in a fresh cell");
  return `${2 * answers.size + ASKED_AGAIN} answers, some of them in another cell`;
}

/** The engine gives the same time and chance for a while, so this is looked for in the text. */
function checkSources(sources: ReadonlyMap<string, string>): string {
  for (const [file, text] of sources) {
    for (const [index, line] of withoutComments(text).split("\n").entries()) {
      const found = IMPURE.exec(line);
      if (!found) continue;
      const right = "the time is context.nowMs, and a backtest needs the same answer twice";
      throw new Finding(`${file}:${index + 1} has ${found[0]}: ${right}`);
    }
  }
  return `${sources.size} modules`;
}

function withoutComments(text: string): string {
  return text.replace(/\/\*[^]*?\*\//g, (all) => all.replace(/[^\n]/g, " ")).replace(/(^|\s)\/\/.*$/gm, "$1");
}
