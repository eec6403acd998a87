/** The NATS client leaves its sockets without a listener at times: what comes then must not end the program. */
import { equal, rejects } from "node:assert/strict";
import { type AddressInfo, createConnection, createServer } from "node:net";
import { connectNats, deviceOfSubject, subjectOf } from "../../../core/forwarding/nats_stream.ts";

Deno.test("connectNats() keeps the program alive when a socket that nobody listens to is reset", async () => {
  await rejects(connectNats({ url: "nats://127.0.0.1:1", user: null, name: "nobody" }), /refused/);
  const server = createServer((socket) => setTimeout(() => socket.resetAndDestroy(), 5));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const heard: string[] = [];
  const hear = (event: ErrorEvent) => heard.push(event.error.code);
  addEventListener("error", hear);
  const socket = createConnection((server.address() as AddressInfo).port, "127.0.0.1");
  await new Promise((resolve) => socket.on("close", resolve));
  removeEventListener("error", hear);
  await new Promise((resolve) => server.close(resolve));
  equal(heard.join(), "ECONNRESET");
});

Deno.test("subjectOf() and deviceOfSubject() are each other's inverse", () => {
  equal(deviceOfSubject(subjectOf("edge-1")), "edge-1");
});
