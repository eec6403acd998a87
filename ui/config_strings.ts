/** The names of the configuration's fields and what each is for, English beside Serbian (Latin). */
export const CONFIG_STRINGS = {
  "config.limits": ["Limits for all betting", "Ograničenja za sve opklade"],
  "config.limits.bankrollMinor": ["Bankroll", "Ukupan ulog"],
  "config.limits.dailyLossMinor": ["Loss in a day", "Dnevni gubitak"],
  "config.limits.dailyProfitMinor": ["Profit in a day", "Dnevni dobitak"],
  "config.limits.maxDrawdownMinor": ["Fall from the best", "Pad sa najboljeg"],
  "config.limits.losingStreak": ["Losses in a row", "Gubici zaredom"],
  "config.limits.coolOffMs": ["Cool-off (ms)", "Pauza (ms)"],
  "config.layout": ["Grid of windows", "Raspored prozora"],
  "config.tables": ["Tables", "Stolovi"],
  "config.collectors": ["Collectors", "Sakupljači"],
  "config.sameGame": ["Tables of one game", "Stolovi iste igre"],
  "config.tickMs": ["Time between two looks (ms)", "Razmak između dva pogleda (ms)"],
  "config.ringSeconds": ["Seconds kept in memory", "Sekundi u memoriji"],
  "config.flightRecorder": ["Pictures of bets", "Slike opklada"],
  "config.flightRecorder.betsMax": ["Bets with pictures", "Opklada sa slikama"],
  "config.flightRecorder.megabytesMax": ["Room for them (MB)", "Prostor za njih (MB)"],
  "config.evidence": ["Doubtful readings", "Sumnjiva čitanja"],
  "config.evidence.filesMax": ["Pictures kept", "Sačuvanih slika"],
  "config.evidence.megabytesMax": ["Room for them (MB)", "Prostor za njih (MB)"],
  "config.signals": ["Value in odds", "Vrednost u kvotama"],
  "config.signals.valueMin": ["Least expected profit", "Najmanji očekivani dobitak"],
  "config.signals.othersMin": ["Other bookmakers needed", "Potrebno drugih kladionica"],
  "config.signals.maxAgeSeconds": ["Odds count for (s)", "Kvote važe (s)"],
  "config.signals.devig": ["Margin is taken out by", "Marža se uklanja metodom"],
  "config.predictions": ["Models of the tables", "Modeli stolova"],
  "config.predictions.enabled": ["Train a model of each table", "Obučavaj model svakog stola"],
  "config.predictions.targetHundredths": ["Multiplier foretold (hundredths)", "Predviđeni množilac (stotinke)"],
  "config.predictions.roundsMin": ["Rounds before it is trained", "Rundi pre obuke"],
  "config.keepSessionsAlive": ["Keep sessions alive", "Održavaj prijavu"],
  "config.haltKeys": ["Keys that halt", "Tasteri za zaustavljanje"],
  "config.source": ["Where pixels come from", "Odakle dolazi slika"],
  "config.screen": ["Size of the virtual desktop", "Veličina virtuelnog ekrana"],
  "config.strategies": ["Strategies and their leases", "Strategije i njihove granice"],
  "config.liveAllowed": ["Live bets may be armed", "Opklade uživo su dozvoljene"],
  "config.deadMan": ["Signal that the program works", "Signal da program radi"],
  "config.storage": ["What is kept for how long", "Šta se koliko čuva"],
  "config.forwarding": ["Where rows are forwarded to", "Kuda se podaci prosleđuju"],
  "config.plugins": ["Further plugin folders", "Dodatne fascikle sa dodacima"],
  "config.allowPrivateNet": ["Private addresses for plugins", "Privatne adrese za dodatke"],
  "config.port": ["Port of this page", "Port ove stranice"],
  "config.recording": ["Recording that is played", "Snimak koji se pušta"],
  "configAbout.limits.bankrollMinor": [
    "All that may be lost, counted from the first bet known; 100 stands for 1.00. Empty: no limit.",
    "Sve što sme da se izgubi, od prve poznate opklade; 100 znači 1,00. Prazno: bez ograničenja.",
  ],
  "configAbout.limits.dailyLossMinor": [
    "Betting halts at this loss; 100 stands for 1.00. Empty: no limit.",
    "Klađenje staje na ovom gubitku; 100 znači 1,00. Prazno: bez ograničenja.",
  ],
  "configAbout.limits.dailyProfitMinor": [
    "Betting halts at this profit; 100 stands for 1.00. Empty: no limit.",
    "Klađenje staje na ovom dobitku; 100 znači 1,00. Prazno: bez ograničenja.",
  ],
  "configAbout.limits.maxDrawdownMinor": [
    "Betting halts when profit has fallen so far from its highest; 100 stands for 1.00. Empty: no limit.",
    "Klađenje staje kada dobitak toliko padne sa najvišeg; 100 znači 1,00. Prazno: bez ograničenja.",
  ],
  "configAbout.limits.losingStreak": [
    "So many losses in a row start a cool-off. Empty: none does.",
    "Toliko gubitaka zaredom pokreće pauzu. Prazno: nijedan broj.",
  ],
  "configAbout.limits.coolOffMs": [
    "Length of a cool-off; 60000 is a minute.",
    "Dužina pauze; 60000 je jedan minut.",
  ],
  "configAbout.layout": [
    "How the tables' windows stand on the screen.",
    "Kako prozori stolova stoje na ekranu.",
  ],
  "configAbout.tables": [
    "Which bookmaker's table stands in which window.",
    "Koji sto koje kladionice stoji u kom prozoru.",
  ],
  "configAbout.collectors": [
    "Collector plugins that run, one a line.",
    "Sakupljači koji rade, po jedan u redu.",
  ],
  "configAbout.sameGame": [
    "Tables that show one and the same game: their finals are compared.",
    "Stolovi koji prikazuju istu igru: njihovi rezultati se porede.",
  ],
  "configAbout.tickMs": [
    "200 is five times a second.",
    "200 znači pet puta u sekundi.",
  ],
  "configAbout.ringSeconds": [
    "Pixels of each table that is bet on, up to 34 MB each; 0: none.",
    "Slika svakog stola na kome se igra, do 34 MB po stolu; 0: ništa.",
  ],
  "configAbout.flightRecorder.betsMax": [
    "Bets whose steps are kept as pictures; 0: none.",
    "Opklade čiji se koraci čuvaju kao slike; 0: nijedna.",
  ],
  "configAbout.flightRecorder.megabytesMax": [
    "On disk; the oldest go first.",
    "Na disku; najstarije se brišu prve.",
  ],
  "configAbout.evidence.filesMax": [
    "Pictures of readings that were not simply believed.",
    "Slike čitanja kojima se nije odmah verovalo.",
  ],
  "configAbout.evidence.megabytesMax": [
    "On disk; the oldest are deleted first.",
    "Na disku; najstarije odlaze prve.",
  ],
  "configAbout.signals.valueMin": [
    "Of a stake of 1, from which on it is told; 0.03 is three per cent.",
    "Na ulog od 1, od koga se javlja; 0,03 je tri procenta.",
  ],
  "configAbout.signals.othersMin": [
    "They must offer the same market.",
    "Moraju da nude istu opkladu.",
  ],
  "configAbout.signals.maxAgeSeconds": [
    "Older odds of others are not compared.",
    "Starije kvote drugih se ne porede.",
  ],
  "configAbout.signals.devig": [
    "How the bookmaker's margin is taken out of odds.",
    "Kako se marža kladionice uklanja iz kvota.",
  ],
  "configAbout.predictions.enabled": [
    "Shown under Rounds, with how little it knows.",
    "Vidi se pod Runde, uz to koliko malo zna.",
  ],
  "configAbout.predictions.targetHundredths": [
    "200 is 2.00×.",
    "200 znači 2,00×.",
  ],
  "configAbout.predictions.roundsMin": [
    "And at least so many more before it is trained again.",
    "I bar još toliko pre ponovne obuke.",
  ],
  "configAbout.keepSessionsAlive": [
    "A harmless click on each table every 250 to 350 s.",
    "Bezopasan klik na svakom stolu svakih 250 do 350 s.",
  ],
  "configAbout.haltKeys": [
    "They stop all betting whatever window has the keyboard, where the real screen is X11; empty: none.",
    "Zaustavljaju sve opklade, koji god prozor imao tastaturu, na pravom ekranu sa X11; prazno: nijedan.",
  ],
} satisfies Record<string, readonly [english: string, serbian: string]>;
