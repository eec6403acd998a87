/** The part of apache-arrow that a test uses: its own types bring another Node.js's along for the whole program. */
export function tableFromIPC(bytes: Uint8Array): { toArray(): { toJSON(): Record<string, unknown> }[] };
