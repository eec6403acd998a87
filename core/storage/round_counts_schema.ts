/** The tables in which the database counted its rounds before it had totals. A part of the schema: once released it is never edited. */

/** Lower ends of the bins in which finals are counted, hundredths: fine where most rounds end. */
const BINS = [
  [100, 110, 1],
  [110, 120, 2],
  [120, 200, 5],
  [200, 300, 10],
  [300, 500, 25],
  [500, 1000, 50],
  [1000, 2000, 100],
  [2000, 5000, 500],
  [5000, 10_000, 1000],
].flatMap(([from, to, step]) => Array.from({ length: (to - from) / step }, (_, at) => from + at * step))
  .concat(10_000, 20_000, 50_000, 100_000, 1_000_000);

const binOf = (multiplier: string) => `(SELECT max(lower) FROM round_bins WHERE lower <= ${multiplier})`;

/** Adds one to, or takes one from, both of a round's counts. */
const count = (round: "new" | "old", change: "+ 1" | "- 1") =>
  [1, 16].map((days) => `
  INSERT INTO round_counts VALUES (
    ${round}.bookmaker, ${days}, ${round}.ended_at / ${days * 86_400_000}, ${binOf(`${round}.multiplier`)}, 0 ${change}
  ) ON CONFLICT DO UPDATE SET rounds = rounds ${change};`).join("");

/**
 * Rounds counted by table, bin and span of 1 and of 16 days (UTC, since 1970) in the transaction that stores them, so
 * that a question about millions of them reads some thousand rows; and where to find those of a time or of rare finals.
 */
export const ROUND_COUNTS = `
CREATE TABLE round_bins(lower INTEGER PRIMARY KEY) STRICT;
INSERT INTO round_bins VALUES ${BINS.map((lower) => `(${lower})`).join(", ")};
CREATE TABLE round_counts(
  bookmaker TEXT NOT NULL, days INTEGER NOT NULL, span INTEGER NOT NULL, bin INTEGER NOT NULL, rounds INTEGER NOT NULL,
  PRIMARY KEY (days, span, bookmaker, bin)
) STRICT, WITHOUT ROWID;
INSERT INTO round_counts
  SELECT bookmaker, 1, ended_at / 86400000, ${binOf("multiplier")}, count(*) FROM rounds GROUP BY 1, 3, 4;
INSERT INTO round_counts
  SELECT bookmaker, 16, span / 16, bin, sum(rounds) FROM round_counts GROUP BY 1, 3, 4;
CREATE TRIGGER rounds_counted AFTER INSERT ON rounds BEGIN ${count("new", "+ 1")}
END;
CREATE TRIGGER rounds_uncounted AFTER DELETE ON rounds BEGIN ${count("old", "- 1")}
END;
CREATE INDEX rounds_by_end ON rounds(ended_at);
CREATE INDEX rounds_by_multiplier ON rounds(multiplier);
`;
