/** The words about money at risk: strategies, leases, arming; English beside Serbian (Latin). */
export const MONEY_STRINGS = {
  accept: ["I accept an expected loss of {loss} an hour.", "Prihvatam očekivani gubitak od {loss} na sat."],
  acceptRisk: ["I accept the risk.", "Prihvatam rizik."],
  armLeft: ["This offer is good for {time}.", "Ova ponuda važi još {time}."],
  armLoss: [
    "No edge has been shown: on average {loss} an hour are lost.",
    "Prednost nije pokazana: u proseku se gubi {loss} na sat.",
  ],
  armLossUnknown: [
    "No edge has been shown, and what is lost in an hour is not known: 3 % of all stakes.",
    "Prednost nije pokazana, a gubitak na sat nije poznat: 3 % svih uloga.",
  ],
  armNobody: ["No strategy plays with real money now.", "Nijedna strategija sada ne igra pravim novcem."],
  riskLine: [
    "{risk} at risk in a sequence, lost whole in {ruin} of them; {loss} an hour on average",
    "{risk} u riziku po nizu, ceo se gubi u {ruin} nizova; {loss} na sat u proseku",
  ],
  "verdict.edge": ["edge", "prednost"],
  "verdict.no edge": ["no edge", "bez prednosti"],
  "verdict.undecided": ["undecided", "neodlučeno"],
} satisfies Record<string, readonly [english: string, serbian: string]>;
