/** The words of the rounds view, English beside Serbian (Latin). */
export const ROUND_STRINGS = {
  atLeast: ["At least", "Najmanje"],
  atMost: ["At most", "Najviše"],
  period: ["Time", "Period"],
  periodAll: ["everything", "sve"],
  periodDay: ["24 hours", "24 sata"],
  periodWeek: ["7 days", "7 dana"],
  periodMonth: ["30 days", "30 dana"],
  returnSaid: [
    "Staked on every round: {returned} came back; a fair table stays between {low} and {high} in 95 of 100 cases.",
    "Da je uloženo u svaku rundu: vratilo se {returned}; pošten sto je u 95 od 100 slučajeva između {low} i {high}.",
  ],
  returnTitle: ["Return so far", "Povraćaj do sada"],
  roundsCounted: ["rounds: {count}", "rundi: {count}"],
  saveAs: ["Save as", "Sačuvaj kao"],
} as const;
