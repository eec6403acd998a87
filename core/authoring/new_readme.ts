/** The README of a new plugin: what its files are, and what to do next. */
import type { PluginKind } from "../protocol/manifest.ts";

/** Markdown for a plugin of this kind. */
export function readmeOf(kind: PluginKind, name: string): string {
  return `# ${name}\n\n${WORDS[kind].trim().replaceAll("NAME", name)}\n`;
}

const CODE = `
- \`plugin.json\`: what the program must know before it runs anything: name, kind, and \`config\`, the settings with their
  limits and defaults. The page makes a form of them.
- \`main.ts\`: the plugin. It may import files of this folder and \`@aviator/sdk\`, nothing else.
- \`main_test.ts\`: its test.

Check it with \`deno task aviator plugins test DIR\`, where DIR is this folder. That runs the plugin as the program would,
tries it with strange input, and then runs \`main_test.ts\`.
`;

const WORDS: Record<PluginKind, string> = {
  strategy: `
A strategy: a pure function from the past rounds to a bet, or to none. It keeps nothing between two calls and asks
neither the clock nor chance, so that the same history gives the same bets on paper, in a backtest and live.
${CODE}
To have it play on paper, name it in a configuration file and start with \`deno task start --config FILE\`:

\`\`\`json
{ "strategies": [{ "strategy": "NAME", "table": "soccer", "mode": "paper" }] }
\`\`\`
`,
  collector: `
A collector: turns what happens on all tables into rows for the database. The same events must give the same rows,
because after a crash the last ones come again.
${CODE}
It runs when the program finds it: nothing has to be configured. \`deno task aviator plugins list\` shows how it stands.
`,
  bookmaker: `
A bookmaker: one table, described by data alone; the program reads it. No code is needed.

- \`plugin.json\`: the table: where the numbers stand in its window, in which colours, and how phases are told apart.
  The values in it are examples.
- \`main_test.ts\`: its test.

You need not measure by hand. Take 20 or more screenshots of the table in all phases into a folder, and let
\`deno task aviator calibrate PICTURES --name NAME --accept --force --out DIR\` write \`plugin.json\`; or do the same on
the page, under Calibrate. \`deno task aviator overlay PICTURE --table NAME --out overlay.png\` draws what is read.

Keep some labelled pictures in \`frames/\` (PNGs and \`labels.jsonl\`): \`deno task aviator plugins test DIR\` reads them
and fails when a value is wrong. Then name the table in a configuration file:

\`\`\`json
{ "tables": [{ "bookmaker": "NAME", "window": 0 }] }
\`\`\`
`,
};
