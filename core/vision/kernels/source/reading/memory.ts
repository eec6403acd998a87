/** Where the picture and its mask lie in the kernel's memory: behind everything of fixed size, as large as needed. */
// @ts-nocheck: AssemblyScript

/** Reads of whole vectors may go this far past the end. */
const MARGIN: usize = 64;

export let pixels: usize = 0;
export let mask: usize = 0;
/** for masks that were made elsewhere */
export let guest: usize = 0;
let room: usize = 0;

/** Makes room for pictures of `count` pixels; what was there before is lost. */
export function makeRoom(count: usize): void {
  if (count <= room) return;
  // Half as much again, so that a few growing pictures do not each move everything.
  room = (count + (count >> 1) + 63) & ~63;
  pixels = (__heap_base + 2 * MARGIN) & ~63;
  mask = pixels + 4 * room + MARGIN;
  guest = mask + room + MARGIN;
  const pages = <i32> ((guest + room + MARGIN + 0xffff) >> 16) - memory.size();
  // Always grows, so that views of the places before are detached and cannot be used by mistake.
  if (memory.grow(max(1, pages)) < 0) unreachable();
}
