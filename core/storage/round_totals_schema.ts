/** The table in which the database keeps how many rounds there were. A part of the schema: once released it is never edited. */

const HOUR_MS = 3_600_000;
/** Up to where a bin is how wide; every bin begins at a multiple of its width. Wider ones follow. As in `round_bins`. */
const WIDTHS = [
  [110, 1],
  [120, 2],
  [200, 5],
  [300, 10],
  [500, 25],
  [1000, 50],
  [2000, 100],
  [5000, 500],
  [10_000, 1000],
];
const WIDE = [10_000, 20_000, 50_000, 100_000, 1_000_000];

/** Where a final's bin begins: reckoned, because looking it up costs more than all the rest. */
const binOf = (final: string) =>
  `CASE ${WIDTHS.map(([to, width]) => `WHEN ${final} < ${to} THEN ${final} - ${final} % ${width}`).join(" ")}
    ${WIDE.slice(1).map((to, at) => `WHEN ${final} < ${to} THEN ${WIDE[at]}`).join(" ")} ELSE ${WIDE.at(-1)} END`;

/** Adds one to, or takes one from, each of a round's totals: its table's, and those of all tables. */
const count = (round: "new" | "old", change: "+ 1" | "- 1") =>
  [[`${round}.bookmaker`, 24], [`${round}.bookmaker`, 384], ["''", 1], ["''", 24], ["''", 384]].map(([name, hours]) => `
  INSERT INTO round_totals VALUES (
    ${name}, ${hours}, ${round}.ended_at / ${Number(hours) * HOUR_MS}, ${binOf(`${round}.multiplier`)}, 0 ${change}
  ) ON CONFLICT DO UPDATE SET rounds = rounds ${change};`).join("");

/**
 * Rounds counted by table, bin and span of 1 and of 16 days, and those of all tables together (`bookmaker` is empty) by
 * the hour as well: UTC, since 1970, in the transaction that stores them. What is left of a table's days is found by the
 * new index without looking at a round. In the place of `round_counts`, which knew neither hours nor sums.
 */
export const ROUND_TOTALS = `
DROP TRIGGER rounds_counted;
DROP TRIGGER rounds_uncounted;
CREATE INDEX rounds_by_table_end ON rounds(bookmaker, ended_at, multiplier);
CREATE TABLE round_totals(
  bookmaker TEXT NOT NULL, hours INTEGER NOT NULL, span INTEGER NOT NULL, bin INTEGER NOT NULL, rounds INTEGER NOT NULL,
  PRIMARY KEY (bookmaker, hours, span, bin)
) STRICT, WITHOUT ROWID;
INSERT INTO round_totals SELECT bookmaker, days * 24, span, bin, rounds FROM round_counts;
INSERT INTO round_totals
  SELECT '', hours, span, bin, sum(rounds) FROM round_totals GROUP BY 2, 3, 4;
INSERT INTO round_totals
  SELECT '', 1, ended_at / ${HOUR_MS}, ${binOf("multiplier")}, count(*) FROM rounds INDEXED BY rounds_by_table_end
  GROUP BY 3, 4;
DROP TABLE round_counts;
CREATE TRIGGER rounds_counted AFTER INSERT ON rounds BEGIN ${count("new", "+ 1")}
END;
CREATE TRIGGER rounds_uncounted AFTER DELETE ON rounds BEGIN ${count("old", "- 1")}
END;
`;
