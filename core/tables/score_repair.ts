/** What a score that cannot be must have been: the one edit of its digits that fits. Two that fit are doubt. */

/**
 * Values that one misreading turns into `read`: a decimal point lost or misplaced, one digit misread, the leading digit
 * lost.
 *
 * @returns hundredths, ascending, without `read` itself
 */
export function editsOf(read: number): number[] {
  const digits = String(read);
  const edits = new Set<number>([read * 10, read * 100]);
  for (const factor of [10, 100]) if (read % factor === 0) edits.add(read / factor);
  for (let digit = 0; digit <= 9; digit++) {
    for (let at = 0; at < digits.length; at++) {
      if (at > 0 || digit > 0) edits.add(Number(digits.slice(0, at) + digit + digits.slice(at + 1)));
    }
    if (digit > 0) edits.add(Number(digit + digits));
  }
  edits.delete(read);
  return [...edits].filter((value) => value >= 100 && Number.isSafeInteger(value)).sort((a, b) => a - b);
}

/** The one edit of `read` that lies between two scores, both included; null when there is none or more than one. */
export function repairScore(read: number, { least, most }: { least: number; most: number }): number | null {
  const fitting = editsOf(read).filter((value) => value >= least && value <= most);
  return fitting.length === 1 ? fitting[0] : null;
}
