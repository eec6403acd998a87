/** A link to a server that can be reset: both its ends then see a connection that is gone without a word. */
import { type AddressInfo, createConnection, createServer, type Server, type Socket } from "node:net";

export class ResettingLink implements AsyncDisposable {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  /** connections that were reset */
  resets = 0;

  private constructor(upstream: number) {
    this.#server = createServer((near) => {
      const far = createConnection(upstream, "127.0.0.1");
      this.#keep(near, far);
      this.#keep(far, near);
      near.pipe(far).pipe(near);
    });
  }

  static async open({ to }: { to: number }): Promise<ResettingLink> {
    const link = new ResettingLink(to);
    await new Promise<void>((resolve) => link.#server.listen(0, "127.0.0.1", resolve));
    return link;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** Resets what is connected now; what connects later is let through. */
  reset(): void {
    for (const socket of this.#sockets) {
      socket.resetAndDestroy();
      this.resets += 1;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve));
    this.reset();
    await closed;
  }

  #keep(socket: Socket, other: Socket): void {
    this.#sockets.add(socket);
    socket.on("error", () => {});
    socket.on("close", () => {
      this.#sockets.delete(socket);
      other.destroy();
    });
  }
}
