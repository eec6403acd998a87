/** Runs a command in this process and keeps what it prints. */
import { runCommandLine } from "../../../core/commands/command_line.ts";

export interface Ran {
  status: number;
  out: string;
  errors: string;
}

export async function runHere(...args: string[]): Promise<Ran> {
  const { log, error } = console, out: string[] = [], errors: string[] = [];
  console.log = (...texts) => void out.push(texts.join(" "));
  console.error = (...texts) => void errors.push(texts.join(" "));
  try {
    return { status: await runCommandLine(args), out: out.join("\n"), errors: errors.join("\n") };
  } finally {
    Object.assign(console, { log, error });
  }
}
