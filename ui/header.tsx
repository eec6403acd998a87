/** The top of every view: where one is, whether bets are being made and why not, and the HALT button. */
import { BettingStatus, ModeStatus } from "./betting_status.tsx";
import { HaltButton } from "./halt_button.tsx";
import { Navigation } from "./navigation.tsx";

export function Header() {
  return (
    <header>
      <div class="bar">
        <a class="brand" href="#/tables">Aviator host</a>
        <Navigation />
        <div class="status">
          <ModeStatus />
          <BettingStatus />
        </div>
        <HaltButton />
      </div>
    </header>
  );
}
