/** Makes a kernel ready to be called. Kernels import nothing, so nothing is given to them. */

/** Instantiates a module from base64, without waiting: it is a few kilobytes. */
export function instantiateKernel(base64: string): WebAssembly.Exports {
  const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  return new WebAssembly.Instance(new WebAssembly.Module(bytes)).exports;
}
