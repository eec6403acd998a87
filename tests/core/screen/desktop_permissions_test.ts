import { deepEqual, equal, ok, rejects } from "node:assert/strict";
import { join } from "node:path";
import { denoDir } from "../../../core/commands/project.ts";
import { desktopPermissions } from "../../../core/screen/desktop_permissions.ts";
import { DesktopProcess } from "../../e2e/desktop_process.ts";
import { paint, PAINTING_PROGRAMS } from "../../e2e/painting.ts";
import { testWith } from "../../e2e/programs.ts";
import { startXvfb } from "../../e2e/xvfb.ts";

/** What the device needs besides: the folder of packages. */
async function packageFlags(): Promise<string[]> {
  const packages = join(await denoDir(), "npm");
  return ["--cached-only", `--allow-read=${packages}`, `--allow-ffi=${packages}`];
}

testWith(
  PAINTING_PROGRAMS,
  "desktopPermissions() let screen and device work when nothing else is permitted",
  async () => {
    await using xvfb = await startXvfb({ width: 320, height: 200 });
    await paint(xvfb.display, [{ x: 0, y: 0, width: 5, height: 5, color: "#c0ffee" }]);
    const flags = [...await packageFlags(), ...desktopPermissions()];
    await using desktop = new DesktopProcess({ display: xvfb.display, flags });
    deepEqual(await desktop.pixel({ x: 4, y: 4 }), [0xc0, 0xff, 0xee, 255]);
    await desktop.moveTo({ x: 20, y: 30 });
    deepEqual(await desktop.position(), { x: 20, y: 30 });
    await desktop.click();
    await desktop.selectAll();
    await desktop.type("1,5");
    await desktop.erase();
  },
);

testWith(["Xvfb"], "desktopPermissions() holds no flag that is not needed", async () => {
  await using xvfb = await startXvfb({ width: 320, height: 200 });
  for (const flag of desktopPermissions()) {
    const flags = [...await packageFlags(), ...desktopPermissions().filter((other) => other !== flag)];
    await using desktop = new DesktopProcess({ display: xvfb.display, flags });
    await rejects(desktop.position(), `it works without ${flag}`);
  }
});

Deno.test("desktopPermissions() names every library by its full path", () => {
  const ffi = desktopPermissions().find((flag) => flag.startsWith("--allow-ffi="));
  const paths = ffi!.slice("--allow-ffi=".length).split(",");
  equal(paths.length, 9);
  for (const path of paths) ok(/^\/usr\/lib[\w/-]*\/lib[\w-]+\.so\.\d+$/.test(path), path);
});
