/** The API reference's words, English beside Serbian (Latin). */
export const REFERENCE_STRINGS = {
  reference: ["API reference", "Opis API-ja"],
  referenceAnswer: ["Answer: {status}, {ms} ms", "Odgovor: {status}, {ms} ms"],
  referenceBody: ["Request body, JSON", "Telo zahteva, JSON"],
  referenceBodyBroken: ["The body is not JSON: {reason}", "Telo nije JSON: {reason}"],
  referenceIntro: [
    "Everything that this page does, scripts can do too. Each call here is a real one.",
    "Sve što radi ova stranica mogu i skripte. Svaki poziv odavde je stvaran.",
  ],
  referenceScript: [
    "A script needs a token: deno task aviator tokens new NAME --scope read. The document for generators is at {path}.",
    "Skripti treba token: deno task aviator tokens new IME --scope read. Dokument za generatore je na {path}.",
  ],
  referenceSearch: ["Search the calls", "Pretraga poziva"],
  referenceSend: ["Send", "Pošalji"],
  referenceSendConfirm: ["Really send", "Zaista pošalji"],
  referenceNone: ["No call matches.", "Nijedan poziv ne odgovara."],
} satisfies Record<string, readonly [english: string, serbian: string]>;
