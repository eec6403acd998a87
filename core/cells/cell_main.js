/**
 * The trusted first program of a cell, plain JavaScript without imports. It starts the plugin's worker with a single
 * permission, to read its own folder, and ends the process when worker, pipe or parent end. The worker itself reads the pipe:
 * one hop less, and whatever comes out of a cell is untrusted either way.
 */
const [pluginUrl, pluginFolder] = Deno.args;
const PARENT_POLL_MS = 1000;

// Were `deno.permissions` below missing or misspelt, the worker would inherit all that the process may do.
const permissions = {
  read: [pluginFolder],
  net: false,
  env: false,
  sys: false,
  run: false,
  ffi: false,
  write: false,
  import: false,
};

// The computed import is checked against `read`; a static one would not be.
const source = `await import(${JSON.stringify(pluginUrl)});`;
const worker = new Worker(`data:application/javascript,${encodeURIComponent(source)}`, {
  type: "module",
  deno: { permissions },
});
worker.onmessage = () => Deno.exit(0);
worker.onerror = (event) => {
  event.preventDefault();
  console.error(event.message);
  Deno.exit(1);
};

// A spinning worker does not see its pipe close; a dead parent shows in the parent's id.
const parent = Deno.ppid;
setInterval(() => {
  if (Deno.ppid !== parent) Deno.exit(0);
}, PARENT_POLL_MS);
