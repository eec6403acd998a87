/** Every message between the core and the reader's thread. Both ends are ours. */
import type { Queries } from "./queries.ts";

export type QueryName = keyof Queries;
export type QueryArgument<Name extends QueryName> = Parameters<Queries[Name]>[0];
export type QueryResult<Name extends QueryName> = ReturnType<Queries[Name]>;

/** Core to reader; ids count up, each is answered once. */
export type ReaderRequest =
  | { type: "open"; path: string }
  | { type: "query"; id: number; name: QueryName; argument: unknown }
  | { type: "close" };

/** Reader to core. */
export type ReaderAnswer =
  | { type: "opened" }
  | { type: "refused"; message: string }
  | { type: "result"; id: number; value: unknown }
  | { type: "failed"; id: number; message: string }
  | { type: "closed" };
