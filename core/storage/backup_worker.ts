/** The thread that copies or checks the database, so that neither core nor writer waits for it. */
import { backUp, type BackupReport } from "./backup.ts";
import { integrityProblems } from "./integrity.ts";

/** What it is asked: a copy, or, without a target, whether the file is whole. */
export interface BackupRequest {
  path: string;
  target: string | null;
}

/** What it answers, once. */
export type BackupAnswer = { report: BackupReport } | { problems: string[] } | { failure: string };

const self = globalThis as unknown as {
  onmessage: (event: MessageEvent<BackupRequest>) => Promise<void>;
  postMessage(answer: BackupAnswer): void;
};

self.onmessage = async ({ data: { path, target } }) => {
  try {
    self.postMessage(target === null ? { problems: integrityProblems(path) } : { report: await backUp(path, target) });
  } catch (error) {
    self.postMessage({ failure: (error as Error).message });
  }
};
