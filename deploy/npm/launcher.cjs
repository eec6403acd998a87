#!/usr/bin/env node
/**
 * Runs the program under the Deno that comes as this package's dependency. The program is copied once to a folder of the
 * user's: inside node_modules Deno reads neither its import map nor its lock file.
 */
"use strict";
const { spawn } = require("node:child_process");
const fs = require("node:fs");
const os = require("node:os");
const path = require("node:path");
const { version, aviatorProgram } = require("./package.json");

/** The user's folder for what can be made anew. */
function cacheFolder() {
  if (process.env.XDG_CACHE_HOME) return process.env.XDG_CACHE_HOME;
  if (process.platform === "win32") return process.env.LOCALAPPDATA || path.join(os.homedir(), "AppData", "Local");
  if (process.platform === "darwin") return path.join(os.homedir(), "Library", "Caches");
  return path.join(os.homedir(), ".cache");
}

/** Copies the program unless this very content is there already; a copy that was cut off is never used. */
function installProgram() {
  const folder = path.join(cacheFolder(), "aviator-host", `${version}-${aviatorProgram.slice(0, 12)}`);
  if (fs.existsSync(folder)) return folder;
  const halfway = `${folder}.${process.pid}`;
  fs.cpSync(path.join(__dirname, "program"), halfway, { recursive: true });
  try {
    fs.renameSync(halfway, folder);
  } catch (error) {
    // Another start was faster.
    fs.rmSync(halfway, { recursive: true, force: true });
    if (!fs.existsSync(folder)) throw error;
  }
  return folder;
}

/** Deno itself: its package's own starter waits in a way in which signals are not passed on. */
function denoProgram() {
  const folder = path.dirname(require.resolve("deno/install_api.cjs"));
  const program = path.join(folder, process.platform === "win32" ? "deno.exe" : "deno");
  return fs.existsSync(program) ? program : require("deno/install_api.cjs").runInstall();
}

function main() {
  const main = path.join(installProgram(), "main.ts");
  const asked = process.argv.slice(2);
  const child = spawn(denoProgram(), ["run", "-A", main, ...(asked.length > 0 ? asked : ["start"])], {
    stdio: "inherit",
  });
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
  child.on("exit", (code, signal) => {
    process.exitCode = code === null ? 128 + os.constants.signals[signal] : code;
  });
}

main();
