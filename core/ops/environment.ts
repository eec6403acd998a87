/** The few variables of the environment that the host looks at. */
import type { DesktopEnvironment } from "../screen/desktop_source.ts";

/** What the environment says of the desktop. */
export function desktopEnvironment(): DesktopEnvironment {
  return {
    DISPLAY: Deno.env.get("DISPLAY"),
    WAYLAND_DISPLAY: Deno.env.get("WAYLAND_DISPLAY"),
    XDG_SESSION_TYPE: Deno.env.get("XDG_SESSION_TYPE"),
  };
}
