/** Keeps the counts of rounds fresh while a view shows them: anew for another question, and while rounds go on coming. */
import { useEffect, useRef, useState } from "preact/hooks";
import type { RoundStatistics, RoundStatisticsQuery } from "../core/protocol/round_statistics.ts";
import { getRoundStatistics } from "./api.ts";
import { epoch, rounds } from "./store.ts";

/** New rounds are counted in at most that often. */
const REFRESH_MS = 5_000;

export interface RoundCounts {
  /** null until the first answer */
  statistics: RoundStatistics | null;
  /** why the last question failed; empty when it did not */
  failure: string;
}

/** The counts for a question. */
export function useRoundStatistics(query: RoundStatisticsQuery): RoundCounts {
  const [counts, setCounts] = useState<RoundCounts>({ statistics: null, failure: "" });
  const latest = useRef(0), key = JSON.stringify(query);
  const load = async () => {
    const turn = ++latest.current;
    const answer = await getRoundStatistics(query);
    // Another question was asked meanwhile.
    if (turn !== latest.current) return;
    setCounts(answer.ok ? { statistics: answer.data, failure: "" } : { statistics: null, failure: answer.reason });
  };
  useEffect(() => void load(), [key, epoch.value]);
  useEffect(() => {
    let known = rounds.peek()[0]?.id;
    const timer = setInterval(() => {
      const newest = rounds.peek()[0]?.id;
      if (newest !== known) void load();
      known = newest;
    }, REFRESH_MS);
    return () => clearInterval(timer);
  }, [key]);
  return counts;
}
