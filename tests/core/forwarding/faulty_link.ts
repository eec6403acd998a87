/** A link that breaks: stands between a machine and a collector, and does to each request what chance says. */

export const FAULTS = [
  "pass",
  "cut the request in the middle of its body",
  "lose the answer",
  "answer 500",
  "answer 200 with half an answer",
  "be silent",
  "send it twice",
  "hold it back and send it after the next",
] as const;
type Fault = typeof FAULTS[number];

export class FaultyLink implements AsyncDisposable {
  readonly #server: Deno.HttpServer<Deno.NetAddr>;
  readonly #upstream: () => string;
  readonly #random: () => number;
  readonly #late = new Set<Promise<unknown>>();
  readonly counts = new Map<Fault, number>();
  /** how often something goes wrong */
  share = 0.6;

  constructor({ upstream, random }: { upstream: () => string; random: () => number }) {
    this.#upstream = upstream;
    this.#random = random;
    this.#server = Deno.serve(
      { hostname: "127.0.0.1", port: 0, onListen: () => {} },
      (request) => this.#serve(request),
    );
  }

  get url(): string {
    return `http://127.0.0.1:${this.#server.addr.port}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.allSettled(this.#late);
    await this.#server.shutdown();
  }

  async #serve(request: Request): Promise<Response> {
    const { pathname } = new URL(request.url);
    const body = request.method === "POST" ? await request.text() : null;
    if (body === null) {
      return await this.#pass(request, { pathname, body }).catch(() => new Response(null, { status: 502 }));
    }
    const fault = this.#random() < this.share ? FAULTS[1 + Math.floor(this.#random() * (FAULTS.length - 1))] : "pass";
    this.counts.set(fault, (this.counts.get(fault) ?? 0) + 1);
    try {
      return await this.#do(fault, () => this.#pass(request, { pathname, body }), { request, body });
    } catch {
      return new Response("bad gateway", { status: 502 });
    }
  }

  async #do(
    fault: Fault,
    pass: () => Promise<Response>,
    { request, body }: { request: Request; body: string },
  ): Promise<Response> {
    if (fault === "cut the request in the middle of its body") {
      await this.#cut(request, body);
      return new Response("cut", { status: 502 });
    }
    if (fault === "answer 500") return new Response("broken", { status: 500 });
    if (fault === "hold it back and send it after the next") {
      this.#later(async () => {
        await new Promise((resolve) => setTimeout(resolve, 30 + 100 * this.#random()));
        await pass();
      });
      return new Response("later", { status: 503 });
    }
    if (fault === "send it twice") {
      const [first] = await Promise.all([pass(), pass()]);
      return first;
    }
    const answer = await pass();
    if (fault === "lose the answer") return new Response("lost", { status: 504 });
    if (fault === "answer 200 with half an answer") return new Response((await answer.text()).slice(0, 9));
    if (fault === "be silent") await new Promise((resolve) => setTimeout(resolve, 400));
    return answer;
  }

  async #pass(request: Request, { pathname, body }: { pathname: string; body: string | null }): Promise<Response> {
    const { method, headers } = request;
    const answer = await fetch(this.#upstream() + pathname, { method, headers: copied(headers), body });
    return new Response(method === "HEAD" ? null : await answer.text(), { status: answer.status });
  }

  /** Half a request on a connection that is then closed. */
  async #cut(request: Request, body: string): Promise<void> {
    const { hostname, port } = new URL(this.#upstream());
    const connection = await Deno.connect({ hostname, port: Number(port) });
    const bytes = new TextEncoder().encode(body);
    const head = `POST /log HTTP/1.1\r\nhost: x\r\nauthorization: ${request.headers.get("authorization")}\r\n` +
      `content-type: application/json\r\ncontent-length: ${bytes.length}\r\n\r\n`;
    await connection.write(new TextEncoder().encode(head));
    await connection.write(bytes.subarray(0, bytes.length >> 1));
    connection.close();
  }

  #later(work: () => Promise<unknown>): void {
    const promise = work().catch(() => {}).finally(() => this.#late.delete(promise));
    this.#late.add(promise);
  }
}

function copied(headers: Headers): Headers {
  return new Headers([...headers].filter(([name]) => name === "authorization" || name === "content-type"));
}
