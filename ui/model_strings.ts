/** The words of models and their predictions, English beside Serbian (Latin). */
export const MODEL_STRINGS = {
  modelCalibration: ["What was foretold against what came", "Šta je predviđeno, a šta se desilo"],
  modelCalibrationText: [
    "In {groups} groups of about equal size, from {low} to {high} foretold; in {right} of them the forecast lies in the band of what came.",
    "U {groups} grupa približno iste veličine, predviđeno od {low} do {high}; u {right} od njih predviđanje je u pojasu onoga što se desilo.",
  ],
  modelEdge: [
    "Edge: on {rounds} rounds foretold before they began, its {bets} bets won {share} of the money. By luck alone that is rarer than one in a hundred.",
    "Prednost: na {rounds} rundi predviđenih pre početka, njegovih {bets} opklada donelo je {share} uloga. Slučajno se to dešava ređe od jednom u sto puta.",
  ],
  modelForetoldRounds: ["Rounds foretold", "Predviđenih rundi"],
  modelIntro: [
    "Each table's own rounds train a model: a random forest and boosted trees, the mean of both. It is shown to be judged, not to be followed: a fair game cannot be foretold, and this is where you can see it.",
    "Runde svakog stola uče po jedan model: slučajnu šumu i pojačana stabla, prosek oba. Ovde je da bi se ocenio, a ne da bi se po njemu igralo: pravična igra se ne može predvideti, i to se ovde vidi.",
  ],
  modelLaw: ["plain law", "goli zakon"],
  modelLogLoss: ["Log loss", "Logaritamski gubitak"],
  modelBrier: ["Brier score", "Brierova ocena"],
  modelLess: ["less is better", "manje je bolje"],
  modelLiveFew: [
    "Live so far: {rounds} rounds foretold; they are judged from 100 on.",
    "Uživo zasad: predviđenih rundi {rounds}; ocenjuju se od 100 naviše.",
  ],
  modelMade: [
    "Version {version}, trained on {rounds} rounds, {time}",
    "Verzija {version}, naučena na {rounds} rundi, {time}",
  ],
  modelModel: ["model", "model"],
  modelNext: ["Next round {target} or more: {share}", "Sledeća runda {target} ili više: {share}"],
  modelNextLaw: ["the law says {share}", "zakon kaže {share}"],
  modelNoEdge: [
    "No edge: on {rounds} rounds plain chance foretold better than the model. It cannot see the next round coming.",
    "Nema prednosti: na {rounds} rundi goli slučaj je predvideo bolje od modela. Model ne vidi sledeću rundu.",
  ],
  modelOff: [
    "Nothing is foretold: predictions are switched off in the configuration, or this is a recording or safe mode.",
    "Ništa se ne predviđa: predviđanja su isključena u podešavanjima, ili je ovo snimak ili bezbedan režim.",
  ],
  modelReturn: [
    "Bets where it promised a profit: {bets}, {share} of the money each.",
    "Opklade u kojima je obećao dobitak: {bets}, svaka {share} uloga.",
  ],
  models: ["Can the next round be foretold?", "Može li se predvideti sledeća runda?"],
  modelTraining: ["A new model is being trained.", "Uči se novi model."],
  modelTrouble: ["Not trained: {reason}", "Nije naučen: {reason}"],
  modelUndecided: [
    "Undecided after {rounds} rounds: neither clearly better nor clearly worse than plain chance.",
    "Neodlučeno posle {rounds} rundi: ni jasno bolji ni jasno lošiji od golog slučaja.",
  ],
  modelUndecidedBetter: [
    "Undecided after {rounds} rounds: better than plain chance so far, but not enough to prove a profit.",
    "Neodlučeno posle {rounds} rundi: zasad bolji od golog slučaja, ali nedovoljno da dokaže dobitak.",
  ],
  modelUnseen: ["on rounds that training did not see", "na rundama koje učenje nije videlo"],
  modelLive: ["before each round", "pre svake runde"],
  modelWaits: [
    "{rounds} of {needed} rounds: then the first model of this table is trained.",
    "{rounds} od {needed} rundi: tada se uči prvi model ovog stola.",
  ],
} satisfies Record<string, readonly [english: string, serbian: string]>;
