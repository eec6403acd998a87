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
    `new Promise((done, fail) => { const worker = new Worker("file://" + canary.replace(".json", ".js"), { type: "module" }); worker.onmessage = (e) => done(e.data); worker.onerror = (e) => { e.preventDefault(); fail(new Error(e.message)); }; setTimeout(() => fail(new Error("silent")), 300); })`,
};
