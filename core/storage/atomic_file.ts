/** Files that are there whole or not at all: written beside their place, then moved there. */

/** Replaces a file's text in one step; readable by its owner only when `secret`. */
export async function writeAtomic(
  path: string,
  content: string | Uint8Array,
  options: { secret?: boolean } = {},
): Promise<void> {
  const scratch = `${path}.${crypto.randomUUID().slice(0, 8)}.new`;
  try {
    using file = await Deno.open(scratch, { createNew: true, write: true, mode: options.secret ? 0o600 : 0o644 });
    const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
    for (let sent = 0; sent < bytes.length;) sent += await file.write(bytes.subarray(sent));
    // Else a power cut may leave the new name with nothing under it.
    await file.sync();
    await Deno.rename(scratch, path);
  } catch (error) {
    await Deno.remove(scratch).catch(() => {});
    throw error;
  }
}
