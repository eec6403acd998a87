/** Folders of files that come and go: what is in one, and taking something out of it. What is gone already is no error. */

/** Names in a folder, in no order; none where there is no such folder. */
export async function namesIn(folder: string): Promise<string[]> {
  try {
    return (await Array.fromAsync(Deno.readDir(folder))).map(({ name }) => name);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    throw error;
  }
}

/** Removes a file, or a folder: with all in it where `recursive`, else only when it is empty. */
export async function removeIfThere(path: string, options?: Deno.RemoveOptions): Promise<void> {
  try {
    await Deno.remove(path, options);
  } catch (error) {
    // Somebody tidied up by hand, or put a file of his own there.
    if (!(error instanceof Deno.errors.NotFound) && !/not empty/i.test((error as Error).message)) throw error;
  }
}
