/** A verdict on bets in a sentence that needs no statistics, English or Serbian (Latin). */
import type { BetVerdict } from "../protocol/verdict.ts";
import { type Language, LANGUAGES } from "./fairness_texts.ts";
import { percent } from "./figures.ts";

/** The verdict, why, and what it means. */
export function verdictSentence(found: Omit<BetVerdict, "sentence">, language: Language = "en"): string {
  const { verdict, bets, returnPerUnit, interval95, lawReturn, sample, evidence, triedBefore } = found;
  const at = LANGUAGES.indexOf(language), say = (...texts: [string, string]) => texts[at];
  if (returnPerUnit === null || interval95 === null) {
    return say("Nothing was bet, so there is nothing to judge.", "Ništa nije uloženo, pa nema šta da se presudi.");
  }
  const share = percent(Math.abs(returnPerUnit)), count = number(bets), worth = percent(Math.abs(sample.edge));
  const did = returnPerUnit < 0
    ? say(`${count} bets lost ${share} of what was staked`, `opklada: ${count}, izgubljeno ${share} uloženog`)
    : say(`${count} bets won ${share} of what was staked`, `opklada: ${count}, dobijeno ${share} uloženog`);
  if (verdict === "edge") {
    const tries = number(triedBefore), once = times(evidence.edge);
    return say(
      `Edge: ${did}. Bets without an edge win this often once in ${once} times at most` +
        (triedBefore === 0 ? "." : `, with the ${tries} tries before it counted.`),
      `Prednost: ${did}. Opklade bez prednosti ovoliko dobiju najviše jednom u ${once} puta` +
        (triedBefore === 0 ? "." : `, uz uračunatih ${tries} ranijih pokušaja.`),
    );
  }
  if (verdict === "no edge") {
    const once = times(evidence.noEdge), law = percent(Math.abs(lawReturn));
    return say(
      `No edge: ${did}. Bets with an edge of ${worth} lose this often once in ${once} times at most. By the game's law ` +
        `every bet loses ${law} in the long run, and nothing here says otherwise.`,
      `Nema prednosti: ${did}. Opklade s prednošću od ${worth} ovoliko gube najviše jednom u ${once} puta. Po zakonu igre ` +
        `svaka opklada dugoročno gubi ${law}, i ništa ovde ne govori drugačije.`,
    );
  }
  const [low, high] = interval95.map(signed), needed = number(sample.stillNeeded);
  return say(
    `Undecided: ${did}, which says little: the true figure may be anything from ${low} to ${high}. To find an edge of ` +
      `${worth}, ${needed} more bets are needed.`,
    `Neodlučeno: ${did}, što malo govori: prava vrednost može biti bilo šta od ${low} do ${high}. Da bi se našla prednost ` +
      `od ${worth}, potrebno je još ${needed} opklada.`,
  );
}

function signed(share: number): string {
  return `${share < 0 ? "-" : "+"}${percent(Math.abs(share))}`;
}

function number(value: number): string {
  return value.toLocaleString("en");
}

function times(value: number): string {
  return value > 1e6 ? "1,000,000" : number(Math.round(value));
}
