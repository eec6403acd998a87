/** A table's latest pixels by region, and which of them its plugin has not seen: nothing is lost when a frame fails or the plugin restarts. */
import type { Picture } from "../protocol/picture.ts";
import type { Region } from "../protocol/reading.ts";

export class CropMemory {
  readonly #crops = new Map<Region, Picture>();
  readonly #unseen = new Set<Region>();

  /** Copies the crops: their bytes are the grabber's own. */
  keep(crops: ReadonlyMap<Region, Picture>): void {
    for (const [region, { width, height, data }] of crops) {
      const kept = this.#crops.get(region);
      if (kept && kept.data.length === data.length) kept.data.set(data);
      this.#crops.set(region, { width, height, data: kept?.data.length === data.length ? kept.data : data.slice() });
      this.#unseen.add(region);
    }
  }

  /** Hands out what the plugin has not seen; it counts as seen from now on. */
  take(): Map<Region, Picture> {
    const taken = new Map([...this.#unseen].map((region) => [region, this.#crops.get(region)!]));
    this.#unseen.clear();
    return taken;
  }

  /** A frame with these regions failed: nobody knows whether they were seen. */
  giveBack(regions: Iterable<Region>): void {
    for (const region of regions) this.#unseen.add(region);
  }

  /** A new worker has seen nothing. */
  forgetSeen(): void {
    this.giveBack(this.#crops.keys());
  }
}
