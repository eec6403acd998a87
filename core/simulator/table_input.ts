/** What a mouse and a keyboard do to a table: one click at a time. Knows where the controls are, not what a bet is. */
import type { Point } from "../protocol/picture.ts";
import type { Game } from "./game.ts";
import { fieldText } from "./number_text.ts";
import type { Skin } from "./skins.ts";
import { controlAt } from "./table_layout.ts";

/** Clicks at a point of the table's own window; a click beside every control takes the focus away. */
export function clickTable(game: Game, { skin, point }: { skin: Skin; point: Point }): void {
  const hit = controlAt(skin.places, point);
  if (!hit) return game.blur();
  const { panel: number, control } = hit, panel = game.panelOf(number);
  game.blur(number);
  if (control === "play") return game.press(number);
  if (control === "amount" || control === "autoCashOut") return panel.focusOn(control);
  panel.focusOn(null);
  if (control === "autoSwitch") panel.auto = !panel.auto;
  else panel.setText("amount", fieldText(control.quickMinor, skin.locale));
}
