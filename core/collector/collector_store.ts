/** Where a collector keeps rows, machines and their tokens. Two kinds of database do the same behind it. */
import type { KeptRow } from "../forwarding/parse_batch.ts";
import type { LogAnswer, MachineView } from "../protocol/forwarding.ts";

/** A batch and when it came. */
export interface BatchToKeep {
  rows: readonly KeptRow[];
  receivedAtMs: number;
  register?: boolean;
}

/** All machines in figures, and those heard of last. */
export interface StoredFleet {
  machines: number;
  active: number;
  rows: number;
  duplicates: number;
  conflicts: number;
  listed: MachineView[];
}

/** A machine that has a token. */
export interface DeviceToken {
  device: string;
  addedAtMs: number;
}

/** All of it throws {HostError} `storage` when the database is in trouble: then nothing of the call has happened. */
export interface CollectorStore extends AsyncDisposable {
  /**
   * Keeps a machine's rows, each once however often it comes. Resolves after the commit, with the data on the disk.
   *
   * @param batch `register`: a machine that is not known becomes known, without a token
   * @throws {HostError} `refused` for a machine that is not known
   */
  log(device: string, batch: BatchToKeep): Promise<LogAnswer>;

  /**
   * Deletes rows that came before a moment, at most `rowsMax`; figures of machines stay as they are. Such a row that
   * comes once more is a new one.
   *
   * @returns how many; fewer than `rowsMax` when there are no more to be found for now
   */
  forget(options: { receivedBeforeMs: number; rowsMax: number }): Promise<number>;

  /** @param options `activeSinceMs`: who was heard of since then is active; `listedMax`: so many are listed */
  fleet(options: { activeSinceMs: number; listedMax: number }): Promise<StoredFleet>;

  /** Resolves when the database answers. */
  check(): Promise<void>;

  /** SHA-256 of a machine's secret, hexadecimal; null for none */
  tokenHash(device: string): Promise<string | null>;

  /** Gives a machine a token in the place of the one it had; its rows stay its own. */
  setToken(device: string, token: { hash: string; atMs: number }): Promise<void>;

  /** @returns whether there was one */
  revokeToken(device: string): Promise<boolean>;

  /** by name */
  tokens(): Promise<DeviceToken[]>;
}
