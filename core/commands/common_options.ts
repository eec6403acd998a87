/** What every command has: its options, and how it is added to the program. */
import type { Command } from "commander";

/** Makes a command with the options that all have. */
export type AddCommand = (parent: Command, name: string, description: string) => Command;
/** Takes a command's exit status. */
export type Exit = (status: number) => void;

export interface CommonOptions {
  /** folder for what a run writes */
  data: string;
  /** configuration file */
  config?: string;
  json?: boolean;
}
