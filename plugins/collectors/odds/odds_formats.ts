/** Markets out of an odds API's answer. A market that is not whole is left out and counted: half of one has another margin. */

export type OddsFormat = "the-odds-api" | "plain";

export interface Outcome {
  name: string;
  /** decimal odds, stake included */
  oddsThousandths: number;
  result?: "won" | "lost" | "void";
}

/** One bookmaker's odds of one market. */
export interface Market {
  bookmaker: string;
  event: string;
  market: string;
  outcomes: Outcome[];
}

const OUTCOMES_MAX = 40;
const RESULTS: readonly unknown[] = ["won", "lost", "void"];

/**
 * Reads an answer.
 *
 * @throws {TypeError} when it is no list at all
 */
export function parseOdds(answer: unknown, format: OddsFormat): { markets: Market[]; leftOut: number } {
  if (!Array.isArray(answer)) throw new TypeError(`the answer is ${kindOf(answer)}, a list is right`);
  const found = answer.flatMap((item) => format === "plain" ? [plainMarket(item)] : theOddsApiMarkets(item));
  const markets = found.filter((market) => market !== null);
  return { markets, leftOut: found.length - markets.length };
}

function plainMarket(item: unknown): Market | null {
  const { bookmaker, event, market, outcomes } = fieldsOf(item);
  return marketOf({ bookmaker: bookmaker ?? "odds", event, market }, outcomes, "odds");
}

/** An event of the-odds-api.com: bookmakers, in them markets, in them outcomes with a price. */
function theOddsApiMarkets(item: unknown): (Market | null)[] {
  const { home_team, away_team, commence_time, bookmakers } = fieldsOf(item);
  if (!Array.isArray(bookmakers)) return [null];
  const event = `${home_team} - ${away_team} ${String(commence_time ?? "").slice(0, 16)}`.trim();
  return bookmakers.flatMap((one) => {
    const { key, markets } = fieldsOf(one);
    if (!Array.isArray(markets)) return [null];
    return markets.map((market) => {
      const { key: name, outcomes } = fieldsOf(market);
      return marketOf({ bookmaker: key, event, market: name }, outcomes, "price");
    });
  });
}

function marketOf(
  names: { bookmaker: unknown; event: unknown; market: unknown },
  outcomes: unknown,
  oddsField: string,
): Market | null {
  const [bookmaker, event, market] = [text(names.bookmaker, 64), text(names.event, 200), text(names.market, 80)];
  if (!bookmaker || !event || !market || !Array.isArray(outcomes)) return null;
  if (outcomes.length === 0 || outcomes.length > OUTCOMES_MAX) return null;
  const read = outcomes.map((outcome) => outcomeOf(fieldsOf(outcome), oddsField));
  const whole = read.filter((outcome) => outcome !== null);
  const isUnique = new Set(whole.map(({ name }) => name)).size === read.length;
  return whole.length === read.length && isUnique ? { bookmaker, event, market, outcomes: whole } : null;
}

function outcomeOf(fields: Record<string, unknown>, oddsField: string): Outcome | null {
  const odds = fields[oddsField], { point, result } = fields;
  const name = text(point === undefined ? fields.name : `${fields.name} ${point}`, 120);
  if (!name || typeof odds !== "number" || !(odds > 1 && odds <= 100_000)) return null;
  // Down: a better price than was offered would be a signal that is none.
  const oddsThousandths = Math.floor(odds * 1000 + 1e-6);
  if (oddsThousandths < 1_001) return null;
  return RESULTS.includes(result)
    ? { name, oddsThousandths, result: result as Outcome["result"] }
    : { name, oddsThousandths };
}

function text(value: unknown, charactersMax: number): string {
  return typeof value === "string" ? value.trim().slice(0, charactersMax) : "";
}

function fieldsOf(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null ? value as Record<string, unknown> : {};
}

function kindOf(value: unknown): string {
  return value === null ? "null" : typeof value;
}
