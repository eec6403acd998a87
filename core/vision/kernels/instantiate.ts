/** Makes a kernel ready to be called. Kernels import nothing, so nothing is given to them. */

/** Instantiates a module from base64, without waiting: it is a few kilobytes. */
export function instantiateKernel(base64: string): WebAssembly.Exports {
  return new WebAssembly.Instance(new WebAssembly.Module(Uint8Array.fromBase64(base64))).exports;
}
