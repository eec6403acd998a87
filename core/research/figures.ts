/** Figures as people write them, in reports and sentences of research. */

/** Minor units: `-1,234.56`. */
export function amount(minor: number): string {
  return (minor / 100).toLocaleString("en-US", { minimumFractionDigits: 2, maximumFractionDigits: 2 });
}

/** A share of 1 in per cent. */
export function percent(share: number, digits = 1): string {
  return `${(100 * share).toFixed(digits)} %`;
}
