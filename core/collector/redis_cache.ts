/** The fleet's figures in Redis, shared by all collectors. Without Redis each collector counts for itself. */
import type { FleetView } from "../protocol/forwarding.ts";
import { parseKept, STATS_MAX_AGE_MS, type StatsCache } from "./stats_cache.ts";

const KEY = "aviator:fleet";
const ANSWER_MAX_MS = 500;
const RECONNECT_MAX_MS = 5_000;

/** What is used of the client. Its own types bring those of an old Node.js along, which would replace Deno's. */
interface RedisClient {
  on(event: "error" | "ready", listener: (error: Error) => void): void;
  connect(): Promise<unknown>;
  get(key: string): Promise<string | null>;
  set(key: string, value: string, options: { expiration: { type: "PX"; value: number } }): Promise<unknown>;
  destroy(): void;
}

const PACKAGE = "@redis/client";

export class RedisCache implements StatsCache {
  readonly #client: RedisClient;
  #trouble = "";

  /** Connects on its own, again and again; whether it has is not waited for. */
  static async open(url: string): Promise<RedisCache> {
    return new RedisCache(url, (await import(PACKAGE)).createClient);
  }

  private constructor(url: string, createClient: (options: Record<string, unknown>) => RedisClient) {
    this.#client = createClient({
      url,
      disableOfflineQueue: true,
      commandOptions: { timeout: ANSWER_MAX_MS },
      socket: {
        connectTimeout: ANSWER_MAX_MS * 4,
        reconnectStrategy: (tries: number) => Math.min(RECONNECT_MAX_MS, tries * 100),
      },
    });
    this.#client.on("error", (error) => this.#setTrouble(error));
    this.#client.on("ready", () => this.#trouble = "");
    this.#client.connect().catch((error) => this.#setTrouble(error));
  }

  get trouble(): string {
    return this.#trouble;
  }

  async get(): Promise<FleetView | null> {
    try {
      return parseKept(await this.#client.get(KEY));
    } catch (error) {
      this.#setTrouble(error as Error);
      return null;
    }
  }

  async set(view: FleetView): Promise<void> {
    try {
      await this.#client.set(KEY, JSON.stringify(view), { expiration: { type: "PX", value: STATS_MAX_AGE_MS } });
    } catch (error) {
      this.#setTrouble(error as Error);
    }
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.#client.destroy();
    return Promise.resolve();
  }

  #setTrouble({ message, name }: Error): void {
    this.#trouble = `Redis does not answer: ${message || name}`;
  }
}
