/**
 * Starts a strategy, written with the line ends of Windows, in its cell with the programs that PATH has. Prints how it was
 * started and what it answered.
 */
import { cellCommand } from "../../../core/cells/cell_command.ts";
import { PluginWorkshop, question } from "./plugin_fixture.ts";

/** No hurry: a busy machine is not to end the cell. */
const PATIENT = { readyMs: 60_000, unresponsiveMs: 60_000, killMs: 60_000, decideMs: 60_000 };
const source = `import { defineStrategy } from "@aviator/sdk";
export default defineStrategy({ decide: () => ({ betAmounts: [100], autoStops: [200], currentIndex: 0 }) });
`;
const manifest = { name: "tested", kind: "strategy", title: "Tested", sdk: 1, entry: "main.ts" };
const asOnWindows = (text: string) => text.replaceAll("\n", "\r\n");
const files = { "plugin.json": asOnWindows(JSON.stringify(manifest, null, 2)) };
await using workshop = new PluginWorkshop();
await using cell = await workshop.start({ kind: "strategy", source: asOnWindows(source), files }, { timings: PATIENT });
const decision = await cell.plugin.decide(question());
const { program } = await cellCommand({ bundleFile: "/store/x/plugin.js" });
console.log(JSON.stringify({ program, decision }));
