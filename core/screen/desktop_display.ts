/** Which display of this desktop can be grabbed and clicked. Refuses every kind but X11, saying what to do. */
import { HostError } from "../protocol/errors.ts";

const OTHERWISE = "or use the virtual source";

/** What decides. */
export interface Desktop {
  os: typeof Deno.build.os;
  /** value of an environment variable */
  environment(name: "DISPLAY" | "WAYLAND_DISPLAY" | "XDG_SESSION_TYPE"): string | undefined;
}

const thisDesktop: Desktop = { os: Deno.build.os, environment: (name) => Deno.env.get(name) };

/**
 * The display of a desktop, of this one unless told otherwise.
 *
 * @returns a name such as `:0`
 * @throws {HostError} `screen` when there is none, or its windows are not to be seen by way of X11
 */
export function chooseDisplay(desktop: Desktop = thisDesktop): string {
  if (desktop.os !== "linux") {
    throw new HostError("screen", `Cannot grab the screen on ${desktop.os}: use Linux with X11, ${OTHERWISE}`);
  }
  const isWayland = desktop.environment("WAYLAND_DISPLAY") || desktop.environment("XDG_SESSION_TYPE") === "wayland";
  // A Wayland session has a DISPLAY too, for old programs: to be seen there is nothing but black.
  if (isWayland) {
    throw new HostError(
      "screen",
      `Cannot grab the screen of a Wayland session: log in to an X11 session ("on Xorg"), ${OTHERWISE}`,
    );
  }
  const display = desktop.environment("DISPLAY");
  if (display) return display;
  throw new HostError("screen", `Cannot grab the screen: DISPLAY is not set; set it, to :0 as a rule, ${OTHERWISE}`);
}
