/** The thread that packs pictures of the screen for the page: many milliseconds each, which the core does not have. It has no permission. */
import type { Picture } from "../protocol/picture.ts";
import { encodePng } from "../screen/png.ts";

const self = globalThis as unknown as {
  onmessage: ((event: MessageEvent<Picture>) => void) | null;
  postMessage(bytes: Uint8Array, transfer: Transferable[]): void;
};
self.onmessage = ({ data }) => {
  const bytes = encodePng(data);
  self.postMessage(bytes, [bytes.buffer]);
};
