/** What tables say, in Serbian and in English. */

/** The words of one table. */
export interface SkinTexts {
  waiting: string;
  crashed: string;
  bets: string;
  total: string;
  player: string;
  stake: string;
  amount: string;
  autoCashOut: string;
  bet: string;
  cancel: string;
  queued: string;
  cashOut: string;
}

export const SERBIAN: SkinTexts = {
  waiting: "ČEKANJE NA SLEDEĆU RUNDU",
  crashed: "ODLETEO!",
  bets: "SVE OPKLADE",
  total: "Ukupno",
  player: "Igrač",
  stake: "Ulog",
  amount: "Ulog",
  autoCashOut: "Auto isplata",
  bet: "ULOŽI",
  cancel: "OTKAŽI",
  queued: "Čeka se sledeća runda",
  cashOut: "ISPLATI",
};
export const ENGLISH: SkinTexts = {
  waiting: "WAITING FOR NEXT ROUND",
  crashed: "FLEW AWAY!",
  bets: "ALL BETS",
  total: "Total",
  player: "Player",
  stake: "Stake",
  amount: "Stake",
  autoCashOut: "Auto cash-out",
  bet: "BET",
  cancel: "CANCEL",
  queued: "Waiting for next round",
  cashOut: "CASH OUT",
};
