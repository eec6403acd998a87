/** Stores the odds that a configured API offers, whenever they change. Bets on nothing and judges nothing. */
import { defineCollector, type Fetch } from "@aviator/sdk";
import { OddsCollector } from "./odds_collector.ts";
import type { OddsFormat } from "./odds_formats.ts";
import { keyOf } from "./ttl_cache.ts";

const PATHS_MAX = 8;

interface Settings {
  url: string;
  paths: string[];
  parameters: Record<string, string>;
  apiKey: string;
  apiKeyParameter: string;
  format: OddsFormat;
  ttlSeconds: number;
  timeoutSeconds: number;
}

export default defineCollector({
  create({ config, fetch }) {
    // The manifest's schema has checked it.
    const settings = config as unknown as Settings;
    return new OddsCollector({
      keys: addressesOf(settings),
      format: settings.format,
      ttlMs: settings.ttlSeconds * 1000,
      load: (url) => load(url, { fetch, timeoutMs: settings.timeoutSeconds * 1000 }),
      nowMs: () => performance.now(),
      say: (level, message) => console[level](message),
    });
  },
});

function addressesOf({ url, paths, parameters, apiKey, apiKeyParameter }: Settings): string[] {
  if (url === "") {
    console.warn("nothing is fetched: settings have no url");
    return [];
  }
  const given = { ...parameters, ...apiKey ? { [apiKeyParameter]: apiKey } : {} };
  if (paths.length > PATHS_MAX) console.warn(`only the first ${PATHS_MAX} of ${paths.length} paths are fetched`);
  return paths.slice(0, PATHS_MAX).map((path) => keyOf(url.replace(/\/+$/, "") + path, given));
}

/** Errors say nothing of the address: it may hold a key. */
async function load(url: string, { fetch, timeoutMs }: { fetch: Fetch; timeoutMs: number }): Promise<unknown> {
  const answer = await fetch(url, { timeoutMs }).catch((error) => {
    throw new TypeError((error as Error).message.replaceAll(/https?:\/\/\S+/g, "the address"));
  });
  if (!answer.ok) throw new TypeError(`the answer was ${answer.status}`);
  const text = await answer.text();
  try {
    return JSON.parse(text);
  } catch {
    throw new TypeError("the answer is not JSON");
  }
}
