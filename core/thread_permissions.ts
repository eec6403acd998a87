/** What a thread of the program itself may do: some files, and nothing else. A permission that is not named would be inherited. */

/** All of Deno's permissions by name: the files given, no other right. */
export function filesOnly(
  { read, write = [] }: { read: readonly string[]; write?: readonly string[] },
): Required<Omit<Deno.PermissionOptionsObject, "name">> {
  return {
    read: [...read],
    write: write.length > 0 && [...write],
    env: false,
    ffi: false,
    import: false,
    net: false,
    run: false,
    sys: false,
  };
}
