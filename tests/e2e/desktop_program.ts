/** A program that does with the real screen, mouse and keyboard what its input says: a line of JSON a call, a line an answer. */
import { DesktopDevice } from "../../core/betting/desktop_device.ts";
import { DesktopSource } from "../../core/screen/desktop_source.ts";
import type { DesktopAnswer, DesktopCall } from "./desktop_process.ts";

let source: DesktopSource | undefined, device: DesktopDevice | undefined;

async function run(call: DesktopCall): Promise<unknown> {
  source ??= await DesktopSource.open();
  if (call.name === "pixel") return [...(await source.grab([{ ...call.point, width: 1, height: 1 }]))[0].data];
  device ??= await DesktopDevice.open();
  if (call.name === "moveTo") return await device.moveTo(call.point);
  if (call.name === "type") return await device.type(call.text);
  return await device[call.name]();
}

async function answer(line: string): Promise<DesktopAnswer> {
  try {
    return { value: await run(JSON.parse(line)) ?? null };
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return { error: { name: error.name, code: (error as { code?: string }).code, message: error.message } };
  }
}

let text = "";
for await (const piece of Deno.stdin.readable.pipeThrough(new TextDecoderStream())) {
  text += piece;
  const lines = text.split("\n");
  text = lines.pop()!;
  for (const line of lines) console.log(JSON.stringify(await answer(line)));
}
