/** What is said of a collector that cannot be asked. */
import { rejects } from "node:assert/strict";
import { HttpTransport } from "../../../core/forwarding/http_transport.ts";
import { freePort } from "../collector/servers.ts";

Deno.test("HttpTransport.send() says why the collector does not answer", async () => {
  await using transport = new HttpTransport({ url: `http://127.0.0.1:${freePort()}`, token: "edge-1.x" });
  await rejects(transport.send("{}"), /^TryLater: the collector does not answer: .*[Cc]onnection refused/);
});
