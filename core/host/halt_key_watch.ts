/** The keys that stop all betting, watched on the real screen. Presses nothing and takes no key from other programs. */
import { chooseDisplay } from "../screen/desktop_display.ts";
import { X11Keys } from "../screen/x11_keys.ts";
import type { HostService, OpenService, ServiceContext } from "./host_service.ts";

/** Time between two looks: pressed and answered, betting has stopped within 100 ms. */
const KEYS_EVERY_MS = 30;

export class HaltKeyWatch implements HostService {
  readonly #context: Pick<ServiceContext, "halt">;
  readonly #keys: X11Keys | null;
  readonly #timer: ReturnType<typeof setInterval> | undefined;
  #trouble: string;

  constructor(context: Pick<ServiceContext, "halt">, found: { keys: X11Keys; name: string } | { trouble: string }) {
    this.#context = context;
    this.#trouble = "trouble" in found ? found.trouble : "";
    this.#keys = "keys" in found ? found.keys : null;
    if (!("keys" in found)) return;
    let down = false;
    this.#timer = setInterval(() => {
      const now = this.#look();
      // A server that answers late says nothing of keys let go.
      if (now === null) return;
      // Once a press: who resumes with the keys still held is not halted again.
      if (now && !down) this.#context.halt(`halted by ${found.name}`);
      down = now;
    }, KEYS_EVERY_MS);
  }

  warnings(): readonly string[] {
    return this.#trouble ? [this.#trouble] : [];
  }

  [Symbol.asyncDispose](): Promise<void> {
    clearInterval(this.#timer);
    this.#keys?.[Symbol.dispose]();
    return Promise.resolve();
  }

  #look(): boolean | null {
    if (!this.#keys || this.#trouble) return false;
    if (this.#keys.isOpen()) return this.#keys.look();
    this.#trouble = "the keys that stop betting are not watched any more: the X server is gone";
    return false;
  }
}

/** Only where the real screen is X11's. */
export const openHaltKeyWatch: OpenService = async (context) => {
  const { source, haltKeys } = context.config;
  if (source !== "desktop" || haltKeys === "" || Deno.build.os !== "linux") return null;
  try {
    const keys = await X11Keys.open(chooseDisplay(), haltKeys.split("+"));
    context.log("info", "betting", `${haltKeys} stops all betting`);
    return new HaltKeyWatch(context, { keys, name: haltKeys });
  } catch (error) {
    const trouble = `${haltKeys} cannot stop betting: ${(error as Error).message}`;
    context.log("warning", "betting", trouble);
    return new HaltKeyWatch(context, { trouble });
  }
};
