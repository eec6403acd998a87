/** What a plugin tries that it may not: each line must fail, and nothing of the canaries may come out. */

/** Expressions that the plugin evaluates; `canary` is a file outside its folder, `port` one that listens on loopback. */
export const PROBES: Record<string, string> = {
  "reads a file": `Deno.readTextFile(canary)`,
  "reads a file at once": `Deno.readTextFileSync(canary)`,
  "opens a file": `Deno.open(canary)`,
  "lists a folder": `Array.fromAsync(Deno.readDir("/"))`,
  "asks about a file": `Deno.stat(canary)`,
  "reads a file by fetch": `fetch("file://" + canary).then((r) => r.text())`,
  "reads a file by Node": `load("node:" + "fs").then((fs) => fs.readFileSync(canary, "utf8"))`,
  "reads the process's environment": `Deno.readTextFile("/proc/self/environ")`,
  "reads its parent's environment": `Deno.readTextFile("/proc/" + Deno.ppid + "/environ")`,
  "reads its parent's arguments": `Deno.readTextFile("/proc/" + Deno.ppid + "/cmdline")`,
  "reads the process's memory map": `Deno.readTextFile("/proc/self/maps")`,
  "climbs out of its folder": `Deno.readTextFile(new URL("../../../../../../../.." + canary, import.meta.url))`,
  "imports a file": `load("file://" + canary)`,
  "imports a file as text": `load("file://" + canary, { with: { type: "text" } })`,
  "imports a file as JSON": `load("file://" + canary, { with: { type: "json" } })`,
  "imports a URL": `load("http://127.0.0.1:" + port + "/x.js")`,
  "imports a secure URL": `load("https://127.0.0.1:" + port + "/x.js")`,
  "imports an npm package": `load("npm:" + "left-pad@1.3.0")`,
  "imports a jsr package": `load("jsr:" + "@std/assert@1.0.0")`,
  "fetches from loopback": `fetch("http://127.0.0.1:" + port)`,
  "connects to loopback": `Deno.connect({ port })`,
  "connects by Node":
    `load("node:" + "net").then((net) => new Promise((done, fail) => net.connect(port).on("connect", done).on("error", fail)))`,
  "connects a WebSocket":
    `new Promise((done, fail) => { const socket = new WebSocket("ws://127.0.0.1:" + port); socket.onopen = done; socket.onerror = () => fail(new Error("refused")); })`,
  "listens": `Deno.listen({ port: 0 })`,
  "resolves a name": `Deno.resolveDns("example.org", "A")`,
  "sends a datagram": `Deno.listenDatagram({ port: 0, transport: "udp" })`,
  "reads the environment": `Deno.env.get("HOME")`,
  "lists the environment": `Deno.env.toObject()`,
  "reads the environment by Node": `process.env.HOME ?? (() => { throw new Error("empty") })()`,
  "runs a program": `new Deno.Command("true").output()`,
  "runs Deno": `new Deno.Command(Deno.execPath(), { args: ["--version"] }).output()`,
  "runs a program by Node": `load("node:" + "child_process").then((c) => c.execSync("true"))`,
  "kills its parent": `Deno.kill(Deno.ppid, "SIGKILL")`,
  "kills its parent by Node": `process.kill(process.ppid, "SIGKILL")`,
  // A signal that nobody minds, should it arrive.
  "signals its whole group": `Deno.kill(0, "SIGURG")`,
  "signals everybody": `Deno.kill(-1, "SIGURG")`,
  "signals its whole group by Node": `process.kill(0, "SIGURG")`,
  "signals everybody by Node": `process.kill(-1, "SIGURG")`,
  "writes a file": `Deno.writeTextFile("/tmp/aviator-hostile", "x")`,
  "writes beside its code": `Deno.writeTextFile(new URL("./x", import.meta.url), "x")`,
  "makes a temporary file": `Deno.makeTempFile()`,
  "removes its code": `Deno.remove(new URL(import.meta.url))`,
  "loads a library": `Deno.dlopen("libc.so.6", { getpid: { parameters: [], result: "i32" } })`,
  "asks for the host's name": `Deno.hostname()`,
  "asks for the system's memory": `Deno.systemMemoryInfo()`,
  "asks for the user's id": `Deno.uid()`,
  "asks for a permission": `Deno.permissions.request({ name: "read" }).then(({ state }) => { throw new Error(state) })`,
  "opens a database": `Deno.openKv("/tmp/aviator-hostile.kv")`,
  "opens a database in memory's name":
    `load("node:" + "sqlite").then((s) => new s.DatabaseSync("/tmp/aviator-hostile.sqlite"))`,
  "keeps a cache": `caches.open("x").then((cache) => cache.put("http://x/", new Response("x")))`,
  "keeps local data": `localStorage.setItem("x", "x")`,
  "starts a worker with more":
    `new Promise((done, fail) => { const worker = new Worker("data:text/javascript,postMessage(Deno.readTextFileSync(" + JSON.stringify(canary) + "))", { type: "module", deno: { permissions: { read: true } } }); worker.onmessage = (e) => done(e.data); worker.onerror = (e) => { e.preventDefault(); fail(new Error(e.message)); }; })`,
  "starts a worker that inherits":
    `new Promise((done, fail) => { const worker = new Worker("data:text/javascript,postMessage(Deno.readTextFileSync(" + JSON.stringify(canary) + "))", { type: "module" }); worker.onmessage = (e) => done(e.data); worker.onerror = (e) => { e.preventDefault(); fail(new Error(e.message)); }; })`,
  "starts a worker from a file":
    `new Promise((done, fail) => { const worker = new Worker("file://" + canary.replace(".json", ".js"), { type: "module" }); worker.onmessage = (e) => done(e.data); worker.onerror = (e) => { e.preventDefault(); fail(new Error(e.message)); }; setTimeout(() => fail(new Error("silent")), 1000); })`,
};

/** Imports at run time. Those of the plugin's own text may succeed: they read nothing and reach nobody. */
export const IMPORT_PROBES: Record<string, string> = {
  "imports a module of a file": `load("file://" + canary.replace(".json", ".js"))`,
  "imports a file as bytes": `load("file://" + canary, { with: { type: "bytes" } })`,
  "imports a file as text by a relative path":
    `load("../../../../../../../../../.." + canary, { with: { type: "text" } })`,
  "imports a file as WebAssembly": `load("file://" + canary.replace(".json", ".wasm"))`,
  "imports a file through a link": `load("file:///proc/self/root" + canary, { with: { type: "json" } })`,
  "imports a file by a percent sign":
    `load("file://" + canary.replace("canary", "%63anary"), { with: { type: "json" } })`,
  "imports a file on another host": `load("file://localhost" + canary, { with: { type: "json" } })`,
  "imports a file as a stream": `WebAssembly.compileStreaming(fetch("file://" + canary))`,
  "imports a file from a data module":
    `load("data:text/javascript," + encodeURIComponent("export * from 'file://" + canary.replace(".json", ".js") + "'"))`,
  "imports a file from a blob":
    `load(URL.createObjectURL(new Blob(["export { default } from 'file://" + canary + "' with { type: 'json' }"], { type: "text/javascript" })))`,
  "imports a URL from a data module":
    `load("data:text/javascript," + encodeURIComponent("import 'http://127.0.0.1:" + port + "/x.js'"))`,
  "imports a URL as JSON": `load("http://127.0.0.1:" + port + "/x.json", { with: { type: "json" } })`,
  "imports a URL by a name": `load("http://localhost:" + port + "/x.js")`,
  "imports a scoped npm package": `load("npm:" + "@types/node")`,
  "imports a package by its bare name": `load("zod")`,
  "imports the SDK again": `load("@aviator/sdk")`,
  "requires a file": `load("node:" + "module").then(({ createRequire }) => createRequire("file:///")(canary))`,
  "requires a package": `load("node:" + "module").then(({ createRequire }) => createRequire("file:///")("left-pad"))`,
  "evaluates a file by Node":
    `load("node:" + "vm").then(async (vm) => vm.runInThisContext(await Deno.readTextFile(canary)))`,
  "starts a thread by Node":
    `load("node:" + "worker_threads").then(({ Worker: T }) => new Promise((done, fail) => { const thread = new T(canary.replace(".json", ".js")); thread.on("message", done); thread.on("error", fail); setTimeout(() => fail(new Error("silent")), 1000); }))`,
  "starts a worker from a URL":
    `new Promise((done, fail) => { const worker = new Worker("http://127.0.0.1:" + port + "/x.js", { type: "module" }); worker.onmessage = (e) => done(e.data); worker.onerror = (e) => { e.preventDefault(); fail(new Error(e.message)); }; setTimeout(() => fail(new Error("silent")), 1000); })`,
  "imports a data module": `load("data:text/javascript,export default 1").then((module) => module.default)`,
  "imports a data module as JSON":
    `load("data:application/json,1", { with: { type: "json" } }).then((module) => module.default)`,
  "imports a blob":
    `load(URL.createObjectURL(new Blob(["export default 1"], { type: "text/javascript" }))).then((module) => module.default)`,
  "resolves a package": `Promise.resolve(import.meta.resolve("npm:" + "left-pad"))`,
  "imports a built-in of Node": `load("node:" + "path").then((path) => path.sep)`,
};
