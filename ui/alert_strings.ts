/** The words of what is told at once, English beside Serbian (Latin). */
export const ALERT_STRINGS = {
  alertDenied: [
    "The browser does not allow this page to notify you; its own settings decide.",
    "Pregledač ne dozvoljava obaveštenja ove stranice; to se menja u njegovim podešavanjima.",
  ],
  alertFrom: ["From which multiplier on", "Od kog množioca"],
  alertHalted: ["Betting halted: {reason}", "Klađenje je zaustavljeno: {reason}"],
  alertNotification: ["Notification of the browser", "Obaveštenje pregledača"],
  alertPlaced: ["{table}: {strategy} bets {stake}", "{table}: {strategy} ulaže {stake}"],
  alertPlugin: ["{title} died: {reason}", "{title} je pao: {reason}"],
  alertRound: ["{table}: {multiplier}", "{table}: množilac {multiplier}"],
  alerts: ["Alerts on this device", "Obaveštenja na ovom uređaju"],
  alertsAbout: [
    "Off until chosen. They come while this page is open, also behind other windows.",
    "Isključeno dok se ne izabere. Stižu dok je ova stranica otvorena, i iza drugih prozora.",
  ],
  alertsBy: ["How", "Kako"],
  alertsOf: ["Of what", "O čemu"],
  alertSound: ["Sound", "Zvuk"],
  alertTry: ["Try it", "Isprobaj"],
  alertTryText: ["This is how an alert looks.", "Ovako izgleda obaveštenje."],
  "alert.halted": ["Betting is halted", "Klađenje je zaustavljeno"],
  "alert.placed": ["A bet is placed", "Opklada je uplaćena"],
  "alert.plugin": ["A plugin dies", "Dodatak padne"],
  "alert.round": ["A round reaches", "Runda dostigne"],
} satisfies Record<string, readonly [english: string, serbian: string]>;
