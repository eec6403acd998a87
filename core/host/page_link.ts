/** Tells the pages what has changed: at once what is rare, gathered what is frequent. Nobody waits for it. */
import type { BettingView, HealthView, PageChange, PluginView, TableView } from "../protocol/page.ts";

const TABLES_EVERY_MS = 100;
const HEALTH_EVERY_MS = 1_000;

/** Where the link looks when something is to be told. */
export interface PageSources {
  tables: () => TableView[];
  plugins: () => PluginView[];
  betting: () => BettingView;
  lookAtHealth: () => Promise<HealthView>;
}

export class PageLink implements Disposable {
  readonly #sources: PageSources;
  readonly #listeners = new Set<(change: PageChange) => void>();
  readonly #timers: ReturnType<typeof setInterval>[] = [];
  #tablesChanged = false;

  constructor(sources: PageSources) {
    this.#sources = sources;
  }

  start(): void {
    this.#timers.push(
      setInterval(() => this.#tellTables(), TABLES_EVERY_MS),
      setInterval(() => void this.#tellHealth(), HEALTH_EVERY_MS),
    );
  }

  subscribe(listener: (change: PageChange) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  tell(change: PageChange): void {
    for (const listener of this.#listeners) listener(change);
  }

  tablesChanged(): void {
    this.#tablesChanged = true;
  }

  pluginsChanged(): void {
    this.tell({ type: "plugins", plugins: this.#sources.plugins() });
  }

  bettingChanged(): void {
    this.tell({ type: "betting", betting: this.#sources.betting() });
  }

  #tellTables(): void {
    if (!this.#tablesChanged) return;
    this.#tablesChanged = false;
    this.tell({ type: "tables", tables: this.#sources.tables() });
  }

  async #tellHealth(): Promise<void> {
    this.tell({ type: "health", health: await this.#sources.lookAtHealth() });
    this.pluginsChanged();
    this.bettingChanged();
  }

  [Symbol.dispose](): void {
    for (const timer of this.#timers) clearInterval(timer);
  }
}
