/** Keys of an X server pressed by another program, which ends and leaves them as they are. */
import { ok } from "node:assert/strict";

/** Presses or releases keys, by their symbols, through the server's own test extension. */
export async function press(display: string, { keys, down }: { keys: number[]; down: boolean }): Promise<void> {
  const program = `
import ctypes, sys
x = ctypes.CDLL("libX11.so.6"); t = ctypes.CDLL("libXtst.so.6")
x.XOpenDisplay.restype = ctypes.c_void_p
d = ctypes.c_void_p(x.XOpenDisplay(None))
x.XKeysymToKeycode.argtypes = [ctypes.c_void_p, ctypes.c_ulong]
for k in sys.argv[2:]:
    t.XTestFakeKeyEvent(d, x.XKeysymToKeycode(d, int(k)), int(sys.argv[1]), 0)
x.XSync(d, 0)`;
  const args = ["-c", program, down ? "1" : "0", ...keys.map(String)];
  const { success, stderr } = await new Deno.Command("python3", { args, env: { DISPLAY: display } }).output();
  ok(success, new TextDecoder().decode(stderr));
}
