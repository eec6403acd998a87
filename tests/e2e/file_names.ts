/** What a run has written, looked at as Windows would: names that it cannot have. */

/** Characters and names that Windows keeps for itself, and ends that it drops. */
const ILLEGAL = /[<>:"\\|?*]|\p{Cc}|[. ]$|^(con|prn|aux|nul|com[0-9]|lpt[0-9])(\.|$)/iu;
/** A path longer than this below the data folder may be too long below a user's own. */
const PATH_CHARACTERS_MAX = 150;

/** Paths below a folder that could not be on Windows. */
export async function namesWindowsRefuses(folder: string, below = ""): Promise<string[]> {
  const found: string[] = [];
  for await (const { name, isDirectory } of Deno.readDir(`${folder}/${below}`)) {
    const path = below === "" ? name : `${below}/${name}`;
    if (ILLEGAL.test(name) || path.length > PATH_CHARACTERS_MAX) found.push(path);
    if (isDirectory) found.push(...await namesWindowsRefuses(folder, path));
  }
  return found;
}
