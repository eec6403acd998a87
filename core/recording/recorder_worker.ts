/** The recorder's thread: packs frames and appends them to the file. */
import type { RecorderAnswer, RecorderRequest } from "./recording_messages.ts";
import { RecordingWriter } from "./recording_writer.ts";

const self = globalThis as unknown as {
  onmessage: (event: MessageEvent<RecorderRequest>) => void;
  postMessage(answer: RecorderAnswer): void;
  close(): void;
};

let writer: RecordingWriter | null = null;

function open({ path, header, fileBytesMax, filesMax }: Extract<RecorderRequest, { type: "open" }>): void {
  try {
    writer = new RecordingWriter({ path, header, fileBytesMax, filesMax });
    self.postMessage({ type: "opened" });
  } catch (error) {
    self.postMessage({ type: "refused", message: `Cannot record to ${path}: ${(error as Error).message}` });
  }
}

/** A disk that takes nothing ends nothing: later frames are tried again. */
function tell(task: () => void): void {
  try {
    task();
  } catch (error) {
    self.postMessage({ type: "trouble", message: `Cannot record: ${(error as Error).message}` });
  }
}

self.onmessage = ({ data }) => {
  if (data.type === "open") return open(data);
  if (data.type === "frame") {
    tell(() => writer?.add(data.frame));
    return self.postMessage({ type: "taken", fileBytes: writer?.bytes ?? 0 });
  }
  tell(() => writer?.[Symbol.dispose]());
  self.postMessage({ type: "closed", bytes: writer?.bytes ?? 0, files: writer?.files ?? 0 });
  self.close();
};
