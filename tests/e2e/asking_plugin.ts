/** A collector that asks a server for odds, and that server: what a user has to approve, and how often it was asked. */
import { join } from "node:path";

export interface AskedServer extends AsyncDisposable {
  /** as the plugin's manifest names it */
  readonly host: string;
  readonly requests: number;
}

/** Writes the plugin `asker` into `folder`; its server counts. */
export async function writeAskingPlugin(folder: string): Promise<AskedServer> {
  let requests = 0;
  const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, () => {
    requests += 1;
    return new Response("2.10");
  });
  const host = `127.0.0.1:${server.addr.port}`, place = join(folder, "collectors", "asker");
  await Deno.mkdir(place, { recursive: true });
  const manifest = {
    ...{ name: "asker", kind: "collector", title: "Asker", description: "Asks a server for odds.", sdk: 1 },
    ...{ entry: "main.ts", permissions: [{ net: [host], reason: "asks for odds every second" }] },
  };
  await Deno.writeTextFile(join(place, "plugin.json"), JSON.stringify(manifest));
  await Deno.writeTextFile(
    join(place, "main.ts"),
    `import { defineCollector } from "@aviator/sdk";
    export default defineCollector({
      create({ fetch }) {
        setInterval(() => void fetch("http://${host}/odds").catch((error) => console.warn(error.message)), 1000);
        return {};
      },
    });`,
  );
  return {
    host,
    get requests() {
      return requests;
    },
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}
