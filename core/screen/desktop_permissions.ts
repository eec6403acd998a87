/** The Deno permissions that the real screen, mouse and keyboard need. Refuses nothing itself: it is the list for whoever grants. */
import { x11Libraries } from "./x11_libraries.ts";

/** What `chooseDisplay()` looks at and `DesktopDevice` sets. */
const DISPLAY_ENVIRONMENT = ["DISPLAY", "WAYLAND_DISPLAY", "XDG_SESSION_TYPE"];

/** Asked for by nut-js and its packages while they load; all of it may be unset. */
const PACKAGE_ENVIRONMENT = [
  "DEBUG_MIME",
  "DIRNAME",
  "ENVIRONMENT",
  "NODE_BINDINGS_ARROW",
  "NODE_BINDINGS_COMPILED_DIR",
  "NODE_ENV",
  "NUT_JS_*",
];

/**
 * Flags of `deno run` for `DesktopSource` and `DesktopDevice`. The device needs to read the folder of npm packages and to
 * load libraries from it, too: where that is, the caller knows. So does `MonitorSource`, whose package also asks the
 * environment for `NAPI_RS_*`; it lists and photographs monitors on X11, Windows and macOS with nothing further. There is
 * no third source below it: `screenshot-desktop` starts a program for each picture, which the core may not.
 */
export function desktopPermissions(): string[] {
  return [
    `--allow-ffi=${x11Libraries().join(",")}`,
    `--allow-env=${[...DISPLAY_ENVIRONMENT, ...PACKAGE_ENVIRONMENT].join(",")}`,
    // Asked by the search for the library of nut-js, to see whether a file may be read.
    "--allow-sys=uid",
  ];
}
