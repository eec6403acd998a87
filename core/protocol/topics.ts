/** The topics of events: how important each is, how many wait at most, what happens to more, and how fast one publisher may be. */

export const TOPICS = ["bet", "alarm", "round", "phase", "health", "reading", "sample"] as const;
/** `reading` is the snapshot of a table at a tick. */
export type Topic = (typeof TOPICS)[number];

/**
 * What happens to an event that finds its topic's queue full. `press`: at half of the room all betting stops until the
 * collector has caught up; what then still finds no room is an error and counted. `refuse`: it is counted as dropped.
 * `coalesce`: the oldest of the same table that waits gives way to it. `oldest`: the oldest that waits gives way.
 */
export type FullPolicy = "press" | "refuse" | "coalesce" | "oldest";

export interface TopicRule {
  /** lower is more important */
  priority: number;
  /** events that wait for one collector */
  queuedMax: number;
  whenFull: FullPolicy;
  /** events of one publisher, a table mostly, within a second; more are counted and, but for `press`, left out */
  perSecondMax: number;
}

/** The rule of each topic; `core/README.md` shows them. */
export const TOPIC_RULES: Readonly<Record<Topic, TopicRule>> = {
  bet: { priority: 0, queuedMax: 20_000, whenFull: "press", perSecondMax: 100 },
  alarm: { priority: 1, queuedMax: 1_000, whenFull: "oldest", perSecondMax: 20 },
  round: { priority: 2, queuedMax: 50_000, whenFull: "press", perSecondMax: 20 },
  phase: { priority: 3, queuedMax: 50_000, whenFull: "refuse", perSecondMax: 50 },
  health: { priority: 4, queuedMax: 10, whenFull: "oldest", perSecondMax: 10 },
  reading: { priority: 5, queuedMax: 5_000, whenFull: "coalesce", perSecondMax: 50 },
  sample: { priority: 6, queuedMax: 500, whenFull: "oldest", perSecondMax: 20 },
};

/** What a collector wants to be told; null tables: all. */
export interface Interest {
  topics: readonly Topic[];
  tables: readonly string[] | null;
}
/** As long as nobody knows what a collector wants; samples are too many to keep unasked. */
export const ANY_INTEREST: Interest = { topics: TOPICS.filter((topic) => topic !== "sample"), tables: null };

/** What becomes of one topic's events on their way to one collector. */
export interface TopicCounts {
  delivered: number;
  waiting: number;
  /** left out for want of room */
  dropped: number;
  /** readings that a newer one of their table replaced */
  coalesced: number;
}
