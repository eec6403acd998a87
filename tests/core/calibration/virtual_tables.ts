/** Pictures of a virtual table at moments of its game, for tests of calibration. */
import type { LabelledFrame } from "../../../core/calibration/learn_table.ts";
import type { Picture } from "../../../core/protocol/picture.ts";
import { VirtualDesktop } from "../../../core/screen/virtual_source.ts";
import { type SkinName, SKINS } from "../../../core/simulator/skins.ts";
import type { TableState } from "../../../core/simulator/table_state.ts";

export const WINDOW = { x: 0, y: 0, width: 960, height: 540 };

/** One table alone on the screen, in time that the test moves. */
export class LoneTable implements AsyncDisposable {
  readonly desktop: VirtualDesktop;
  readonly skin: SkinName;
  #nowMs = 0;

  constructor(skin: SkinName, seed = 4) {
    this.skin = skin;
    const clock = { nowMs: () => this.#nowMs } as ConstructorParameters<typeof VirtualDesktop>[0]["clock"];
    const { width, height } = WINDOW;
    const tables = [{ name: skin, skin, window: WINDOW }];
    this.desktop = new VirtualDesktop({ clock, tables, seed, startMs: 0, width, height });
  }

  get state(): TableState {
    return this.desktop.game(this.skin).state();
  }

  /** Moves time on, in steps that no phase fits between. */
  pass(ms: number): void {
    for (const end = this.#nowMs + ms; this.#nowMs < end;) {
      this.#nowMs = Math.min(end, this.#nowMs + 200);
      this.desktop.advance();
    }
  }

  /** Moves time on until the game is in a phase, so long after it began. */
  until(phase: TableState["phase"], phaseMs = 0): void {
    while (this.state.phase !== phase || this.state.phaseMs < phaseMs) this.pass(200);
  }

  async picture(): Promise<Picture> {
    const [{ data, ...size }] = await this.desktop.grab([WINDOW]);
    return { ...size, data: data.slice() };
  }

  /** The picture now, with its truth. */
  async frame(): Promise<LabelledFrame> {
    const { places } = SKINS[this.skin], { phase, multiplier, balanceMinor, players, playersMoneyMinor } = this.state;
    return {
      picture: await this.picture(),
      regions: {
        score: places.score,
        phase: places.phase,
        myMoney: places.balance,
        otherCount: places.count,
        otherMoney: places.money,
      },
      truth: {
        score: phase === "waiting" ? null : multiplier,
        myMoney: balanceMinor,
        otherCount: players,
        otherMoney: playersMoneyMinor,
        phase,
      },
    };
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.desktop[Symbol.asyncDispose]();
  }
}
