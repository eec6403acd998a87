/** Tests that draw held-out sets need their fonts. Without one they are skipped under a name that says so; where `CI` is set they fail instead. */
import { FONT_PACKAGES, heldOutFiles } from "../../core/vision/training/held_out_fonts.ts";

function isThere(file: string): boolean {
  try {
    return Deno.statSync(file).isFile;
  } catch {
    return false;
  }
}

/** `Deno.test` for a test that draws with the fonts of held-out sets. */
export function testWithFonts(name: string, run: (context: Deno.TestContext) => Promise<void>): void {
  const ignore = !heldOutFiles().every(isThere) && !Deno.env.has("CI");
  Deno.test({ name: ignore ? `${name} (skipped: needs ${FONT_PACKAGES})` : name, ignore, fn: run });
}
