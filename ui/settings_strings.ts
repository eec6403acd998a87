/** The words of the settings view, English beside Serbian (Latin). */
export const SETTINGS_STRINGS = {
  configFile: ["From {file}", "Iz datoteke {file}"],
  configDefaults: ["No configuration file: the defaults hold.", "Nema datoteke: važe podrazumevane vrednosti."],
  configChanged: ["Changed here, kept in {file}: {fields}", "Izmenjeno ovde, čuva se u {file}: {fields}"],
  configFixed: ["Set in the file only", "Podešava se samo u datoteci"],
  configFixedWhy: [
    "These fields widen what the program may do: money, screens, folders, hosts. Change them in the configuration file.",
    "Ova polja proširuju šta program sme: novac, ekrani, fascikle, adrese. Menjaju se u datoteci sa podešavanjima.",
  ],
  configImmediate: ["at once", "odmah"],
  configNextStart: ["at the next start", "od sledećeg pokretanja"],
  configSaved: ["Saved.", "Sačuvano."],
  configWaiting: ["Waiting for a restart: {fields}", "Čeka ponovno pokretanje: {fields}"],
  restart: ["Restart now", "Pokreni ponovo"],
  restartConfirm: ["Really restart?", "Zaista ponovo?"],
  restarting: [
    "The program ends in order and starts again; this page comes back by itself.",
    "Program se uredno završava i ponovo pokreće; ova stranica se vraća sama.",
  ],
  settings: ["Settings", "Podešavanja"],
} satisfies Record<string, readonly [english: string, serbian: string]>;
