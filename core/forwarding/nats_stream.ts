/** What machines and collectors agree on about NATS: the stream, its subjects, and how a connection is made. */
import { connect, type NatsConnection } from "@nats-io/transport-node";

/** The stream that holds batches until a collector has kept them. */
export const STREAM = "AVIATOR";
/** All subjects of the stream; the last part of each is a machine's name. */
export const SUBJECTS = "aviator.log.*";
/** How long the server remembers a batch's name, so that one which is sent again is not held twice. */
export const REMEMBERED_MS = 120_000;
const RECONNECT_MS = 1_000;
const CONNECT_MAX_MS = 5_000;

export function subjectOf(device: string): string {
  return SUBJECTS.replace("*", device);
}

export function deviceOfSubject(subject: string): string {
  return subject.slice(subject.lastIndexOf(".") + 1);
}

/**
 * Connects, and from then on again whenever the connection is lost.
 *
 * @throws when there is nobody to connect to, or they refuse
 */
export function connectNats({ url, user, name }: {
  url: string;
  /** name and password; null: nobody asks for them */
  user: { name: string; password: string } | null;
  /** what the server lists this connection as */
  name: string;
}): Promise<NatsConnection> {
  // The same listener added twice is one.
  globalThis.addEventListener("error", forgiveReset);
  const { host, username, password } = new URL(url);
  const given = username === "" ? user : { name: decodeURIComponent(username), password: decodeURIComponent(password) };
  return connect({
    ...{ servers: host, name, timeout: CONNECT_MAX_MS },
    ...{ maxReconnectAttempts: -1, reconnectTimeWait: RECONNECT_MS, reconnectJitter: RECONNECT_MS },
    ...(given === null ? {} : { user: given.name, pass: given.password }),
  });
}

/**
 * The client takes its listeners off a socket before the next ones are on: a connection that is reset in between is an
 * error that nobody hears, which would end the program. The client itself sees the closed socket and connects again.
 */
function forgiveReset(event: ErrorEvent): void {
  const { code, syscall } = (event.error ?? {}) as { code?: string; syscall?: string };
  if (code === "ECONNRESET" && (syscall === "read" || syscall === "write")) event.preventDefault();
}
