/** Which database a name asks for. PostgreSQL's driver is loaded only where it is asked for. */
import type { CollectorStore } from "./collector_store.ts";
import { SqliteStore } from "./sqlite_store.ts";

/** @param place a file, or postgres://USER:PASSWORD@HOST/DATABASE */
export async function openStore(place: string): Promise<CollectorStore> {
  if (!/^postgres(ql)?:\/\//.test(place)) return new SqliteStore(place);
  const { PostgresStore } = await import("./postgres_store.ts");
  return await PostgresStore.open(place);
}
