import { equal, throws } from "node:assert/strict";
import { chooseDisplay, type Desktop } from "../../../core/screen/desktop_display.ts";

function desktop(environment: Record<string, string>, os: Desktop["os"] = "linux"): Desktop {
  return { os, environment: (name) => environment[name] };
}

Deno.test("chooseDisplay() takes DISPLAY when the session is an X11 one", () => {
  equal(chooseDisplay(desktop({ DISPLAY: ":3" })), ":3");
  equal(chooseDisplay(desktop({ DISPLAY: ":0.1", XDG_SESSION_TYPE: "x11" })), ":0.1");
});

Deno.test("chooseDisplay() asks for an X11 session when it is a Wayland one", () => {
  const error = { code: "screen", message: /Wayland session: log in to an X11 session/ };
  throws(() => chooseDisplay(desktop({ DISPLAY: ":0", WAYLAND_DISPLAY: "wayland-0" })), error);
  throws(() => chooseDisplay(desktop({ DISPLAY: ":0", XDG_SESSION_TYPE: "wayland" })), error);
  throws(() => chooseDisplay(desktop({ XDG_SESSION_TYPE: "wayland" })), error);
});

Deno.test("chooseDisplay() says what to set when there is no display", () => {
  throws(() => chooseDisplay(desktop({})), { code: "screen", message: /DISPLAY is not set; set it/ });
  throws(() => chooseDisplay(desktop({ DISPLAY: "" })), { code: "screen" });
});

Deno.test("chooseDisplay() says what to use instead when the system has no X11", () => {
  for (const os of ["windows", "darwin"] as const) {
    const message = new RegExp(`on ${os}: use Linux with X11, or use the virtual source`);
    throws(() => chooseDisplay(desktop({ DISPLAY: ":0" }, os)), { code: "screen", message });
  }
});
