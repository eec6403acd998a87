/** Every message between a recorder and its thread. */
import type { FrameChanges } from "./frame_changes.ts";
import type { RecordingHeader } from "./recording_format.ts";

export type RecorderRequest =
  | {
    type: "open";
    path: string;
    header: Omit<RecordingHeader, "part" | "startedAtMs">;
    /** bytes at which the next file begins */
    fileBytesMax: number;
    /** files kept; the oldest is deleted first */
    filesMax: number;
  }
  | { type: "frame"; frame: FrameChanges }
  | { type: "close" };

export type RecorderAnswer =
  | { type: "opened" }
  | { type: "refused"; message: string }
  /** a frame has been taken, whether or not it is on the disk already */
  | { type: "taken"; fileBytes: number }
  | { type: "trouble"; message: string }
  | { type: "closed"; bytes: number; files: number };
