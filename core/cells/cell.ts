/**
 * One cell: a child process with one plugin in it, the frames to and from it, and its end. Everything that comes out is
 * parsed and counted; what breaks the rules ends the cell. Restarting is not its business.
 */
import assert from "node:assert/strict";
import {
  CELL_MESSAGE_BYTES_MAX,
  type CellMessage,
  type HostMessage,
  parseCellMessage,
} from "../protocol/cell_messages.ts";
import { QUOTAS, type Quotas } from "../protocol/quotas.ts";
import type { Touch } from "../protocol/touch.ts";
import { HostError } from "../protocol/errors.ts";
import { cellCommand, type CellGrant } from "./cell_command.ts";
import { CellProcess } from "./cell_process.ts";
import { encodeFrame, FrameDecoder } from "./frame_codec.ts";
import type { MessageListener } from "./message_ring.ts";
import { Pace, type PaceVerdict } from "./pace.ts";
import { PendingReplies, type Reply, type RequestMessage } from "./pending_replies.ts";
import { TokenBucket } from "./token_bucket.ts";

/** Bytes that wait for a cell to read them. */
export const OUTBOX_BYTES_MAX = 67_108_864;
export const BYTES_PER_SECOND_MAX = 16_777_216;
/** A cell that had to be slowed down for this long, without a quiet second between, floods. */
const SLOWED_MS_MAX = 1000;
const STDERR_BYTES_PER_SECOND_MAX = 65_536;
const STDERR_WAIT_MS_MAX = 1000;
const NOISE_CHARACTERS_MAX = 300;

/** Why and how a cell ended. */
export interface CellEnd {
  /** why the core ended it, or what its process said; empty after an orderly stop */
  reason: string;
}

export interface CellOptions {
  grant: CellGrant;
  /** every message that is no reply to a request */
  onMessage: (message: CellMessage) => void;
  /** what the process writes to its standard error, a line at a time */
  onNoise: (line: string) => void;
  /** counts what passes its pipe, and when it asked for too much */
  touch?: Touch;
  /** told of each message that passes its pipe */
  hear?: MessageListener;
}

export class Cell implements AsyncDisposable {
  #process!: CellProcess;
  #ended!: Promise<CellEnd>;
  readonly #options: CellOptions;
  readonly #decoder = new FrameDecoder({ maxBytes: CELL_MESSAGE_BYTES_MAX });
  readonly #messages: Pace;
  readonly #bytes: Pace;
  readonly #noiseText = new TextDecoder();
  readonly #noiseBytes: TokenBucket;
  readonly #replies = new PendingReplies();
  #killReason: string | null = null;
  #stopping = false;
  #outboxBytes = 0;
  #lastNoise = "";
  /** messages that are no reply: only these can flood */
  #unasked = 0;
  messagesIn = 0;
  messagesOut = 0;

  private constructor(options: CellOptions) {
    this.#options = options;
    const nowMs = performance.now(), perSecond = this.quotas.messagesPerSecond;
    this.#messages = new Pace({ what: "messages", perSecond, slowedMsMax: SLOWED_MS_MAX }, nowMs);
    this.#bytes = new Pace({ what: "bytes", perSecond: BYTES_PER_SECOND_MAX, slowedMsMax: SLOWED_MS_MAX }, nowMs);
    this.#noiseBytes = new TokenBucket(STDERR_BYTES_PER_SECOND_MAX, nowMs);
  }

  /** Starts the process; the plugin in it waits for `init`. */
  static async spawn(options: CellOptions): Promise<Cell> {
    const cell = new Cell(options);
    cell.#process = await CellProcess.spawn(await cellCommand(options.grant), {
      onOutput: (chunk) => cell.#hear(chunk),
      onNoise: (chunk) => cell.#hearNoise(chunk),
    });
    cell.#ended = cell.#end();
    return cell;
  }

  /** What it may use. */
  get quotas(): Quotas {
    return this.#options.grant.quotas ?? QUOTAS;
  }

  /** Has gone over a quota: counted, told once, and ended when it has done so for too long. */
  overQuota({ begins, tooLong }: PaceVerdict): void {
    this.#options.touch?.("quotaHits", 1);
    if (tooLong !== null) return this.kill(`it floods: over ${tooLong} for too long`);
    if (begins !== null) this.#options.onNoise(`slowed down: it is over ${begins}`);
  }

  get pid(): number {
    return this.#process.pid;
  }

  /** Settles once, when the process is gone and everything that it said has been handled. Never rejects. */
  get ended(): Promise<CellEnd> {
    return this.#ended;
  }

  /**
   * Sends a message that has no reply; `parts` are raw bytes after it.
   *
   * @throws {HostError} `plugin_gone` when the cell has been ended, or is now because too much waits for it to read
   */
  send(message: HostMessage, parts: readonly Uint8Array[] = []): void {
    if (this.#killReason !== null) {
      throw new HostError("plugin_gone", `Cannot send ${message.type}: ${this.#killReason}`);
    }
    const frame = encodeFrame(JSON.stringify(message), parts);
    if (this.#outboxBytes + frame.length > OUTBOX_BYTES_MAX) {
      this.kill(`it does not read its pipe: ${this.#outboxBytes} bytes already wait`);
      throw new HostError("plugin_gone", `Cannot send ${message.type}: ${this.#killReason}`);
    }
    this.#outboxBytes += frame.length;
    this.messagesOut += 1;
    this.#options.hear?.({ to: message });
    this.#options.touch?.("bytesOut", frame.length);
    this.#process.write(frame, () => this.#outboxBytes -= frame.length);
  }

  /**
   * Sends a message and waits for its reply.
   *
   * @throws {HostError} `plugin_failed` what the plugin said; `deadline`; `plugin_gone`; `queue_full`
   */
  async request<T extends RequestMessage["type"]>(
    message: Extract<RequestMessage, { type: T }>,
    { deadlineMs, parts = [] }: { deadlineMs: number; parts?: readonly Uint8Array[] },
  ): Promise<Reply<T>> {
    const { id, reply } = this.#replies.expect(message, deadlineMs);
    try {
      this.send({ ...message, id } as HostMessage, parts);
    } catch (error) {
      this.#replies.fail(id, error as HostError);
    }
    return await reply as Reply<T>;
  }

  /** How many requests of this type the plugin has not answered yet, those past their deadline included. */
  unanswered(type: RequestMessage["type"]): number {
    return this.#replies.unanswered(type);
  }

  /** Ends the process at once; the first reason counts. */
  kill(reason: string): void {
    if (this.#killReason !== null) return;
    this.#killReason = reason;
    this.#process.kill();
  }

  /** Asks the plugin to end, closes its pipe, and kills it when it is still there after `deadlineMs`. */
  async stop(deadlineMs: number): Promise<CellEnd> {
    if (!this.#stopping && this.#killReason === null) {
      this.#stopping = true;
      this.#sayStop();
    }
    const timer = setTimeout(() => this.kill(`it did not stop within ${deadlineMs} ms`), deadlineMs);
    const end = await this.#ended;
    clearTimeout(timer);
    return end;
  }

  #sayStop(): void {
    try {
      this.send({ type: "stop" });
      this.#process.closeInput();
    } catch (error) {
      // It reads nothing, and has been killed for it.
      if (!(error instanceof HostError)) throw error;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.kill("its owner is done with it");
    await this.#ended;
  }

  async #end(): Promise<CellEnd> {
    const { code, signal } = await this.#process.ended;
    const exit = signal ? `its process was ended by ${signal}` : `its process ended with ${code}`;
    const said = this.#lastNoise === "" ? exit : `${exit}: ${this.#lastNoise}`;
    const orderly = this.#stopping && code === 0;
    const reason = this.#killReason ?? (orderly ? "" : said);
    this.#killReason ??= reason || "it has stopped";
    this.#replies.close(this.#killReason);
    return { reason };
  }

  /** Takes what its pipe brought. @returns milliseconds for which its pipe is not to be read */
  #hear(chunk: Uint8Array): number {
    const before = this.#unasked;
    this.#options.touch?.("bytesIn", chunk.length);
    try {
      for (const { json } of this.#decoder.push(chunk)) {
        // Whatever a dead plugin still has in its pipe is of no use.
        if (this.#killReason !== null) return 0;
        this.messagesIn += 1;
        this.#take(parseCellMessage(json));
      }
    } catch (error) {
      assert(error instanceof HostError, error as Error);
      this.kill(`it broke the protocol: ${error.message}`);
      return 0;
    }
    const nowMs = performance.now(), messagesPace = this.#messages.take(this.#unasked - before, nowMs);
    const bytesPace = this.#bytes.take(chunk.length, nowMs);
    const slower = bytesPace.waitMs > messagesPace.waitMs ? bytesPace : messagesPace;
    // Its pipe is not read until it has kept still for long enough.
    if (slower.waitMs > 0) this.overQuota(slower);
    return slower.waitMs;
  }

  #take(message: CellMessage): void {
    this.#options.hear?.({ from: message });
    if ("id" in message && message.id !== null) return this.#replies.settle(message.id, message);
    this.#unasked += 1;
    this.#options.onMessage(message);
  }

  #hearNoise(chunk: Uint8Array): void {
    if (this.#killReason !== null) return;
    if (this.#noiseBytes.take(chunk.length, performance.now()) > STDERR_WAIT_MS_MAX) {
      return this.kill("it floods its standard error");
    }
    for (const line of this.#noiseText.decode(chunk, { stream: true }).split("\n")) {
      if (line.trim() === "") continue;
      this.#lastNoise = line.trim().slice(0, NOISE_CHARACTERS_MAX);
      this.#options.onNoise(this.#lastNoise);
    }
  }
}
