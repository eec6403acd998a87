/** The rules of the house, held by a test: layers, sizes, and the few places where powerful things may stand. */
import { deepEqual } from "node:assert/strict";
import { dirname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../", import.meta.url));
const FILE_LINES_MAX = 300;
const FUNCTION_LINES_MAX = 60;

/** Exceptions, each with its reason. */
const LONG_FILES: Record<string, string> = {};
const LONG_FUNCTIONS: Record<string, string> = {};

/** Files in which a powerful thing may stand; a folder ends with a slash. */
const POWERS: { what: string; pattern: RegExp; places: string[] }[] = [
  {
    what: "a worker",
    pattern: /\bnew Worker\(/,
    places: [
      "core/storage/",
      "core/forwarding/forwarding_service.ts",
      "core/recording/recorder.ts",
      "core/research/sweep_threads.ts",
      "core/calibration/calibration_thread.ts",
      "core/calibration/picture_thread.ts",
      "core/research/tree_grower.ts",
      "core/research/live_trainer.ts",
      "core/cells/cell_main.js",
      "core/vision/second_opinion.ts",
    ],
  },
  {
    what: "SQL",
    pattern: /\b(INSERT INTO|INSERT OR|SELECT .* FROM|CREATE TABLE|UPDATE \w+ SET|DELETE FROM|PRAGMA)\b/,
    places: ["core/storage/", "core/collector/sqlite_store.ts", "core/collector/postgres_store.ts"],
  },
  {
    what: "the environment",
    pattern: /\bDeno\.env\b/,
    places: [
      "core/ops/",
      "core/commands/doctor_checks.ts",
      "core/screen/desktop_",
      "core/screen/x11_",
      "core/betting/desktop_device.ts",
    ],
  },
  {
    what: "a child process",
    pattern: /\bnew Deno\.Command\(|"node:child_process"/,
    places: [
      "core/cells/",
      "core/commands/",
      "core/jobs/job_process.ts",
      "core/ops/supervisor.ts",
      "core/bundler.ts",
      "core/simulator/demo_",
    ],
  },
];

const FOLDERS = ["core", "plugins", "ui", "tests", "deploy"];

interface SourceFile {
  /** from the project's root, with forward slashes */
  path: string;
  text: string;
}

async function* walk(folder: string): AsyncGenerator<string> {
  for await (const entry of Deno.readDir(join(ROOT, folder))) {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory) yield* walk(path);
    else if (/\.(ts|tsx|js)$/.test(entry.name)) yield path;
  }
}

async function sources(...folders: string[]): Promise<SourceFile[]> {
  const files: SourceFile[] = [];
  for (const folder of folders) {
    for await (const path of walk(folder)) files.push({ path, text: await Deno.readTextFile(join(ROOT, path)) });
  }
  return files;
}

function importsOf({ path, text }: SourceFile): string[] {
  // A quoted path inside backticks is text, not an import of this file.
  const code = text.replace(/`[^`]*`/g, "``").replace(/\/\*[^]*?\*\//g, "");
  return [...code.matchAll(/(?:from|import)\s*\(?\s*"([^"]+)"/g)].map((match) =>
    match[1].startsWith(".") ? normalize(join(dirname(path), match[1])) : match[1]
  );
}

/** Files of the map in `core/README.md`, lowest layer first. */
async function layers(): Promise<string[]> {
  const map = await Deno.readTextFile(join(ROOT, "core/README.md"));
  return [...map.matchAll(/^\| `([^`]+)`\s+\|/gm)].map((match) => `core/${match[1]}`);
}

Deno.test("core/README.md maps every file of core/ once", async () => {
  const files = (await sources("core")).map((file) => file.path).sort();
  deepEqual((await layers()).sort(), files);
});

Deno.test("a file of core/ imports lower layers only", async () => {
  const order = await layers();
  const wrong: string[] = [];
  for (const file of await sources("core")) {
    for (const target of importsOf(file).filter((target) => target.startsWith("core/"))) {
      if (order.indexOf(target) >= order.indexOf(file.path)) wrong.push(`${file.path} imports ${target}`);
    }
  }
  deepEqual(wrong, []);
});

Deno.test("core/ imports nothing from plugins/, ui/ or tests/", async () => {
  const wrong = (await sources("core")).flatMap((file) =>
    importsOf(file).filter((target) => /^(plugins|ui|tests)\//.test(target)).map((target) => `${file.path}: ${target}`)
  );
  deepEqual(wrong, []);
});

Deno.test("a plugin imports the SDK and its own folder only", async () => {
  const wrong = (await sources("plugins")).flatMap((file) => {
    const folder = file.path.split("/").slice(0, 3).join("/");
    return importsOf(file)
      .filter((target) => target !== "@aviator/sdk" && !target.startsWith(`${folder}/`))
      .map((target) => `${file.path}: ${target}`);
  });
  deepEqual(wrong, []);
});

/** The type of the API's own routes, for the one place that calls them. */
const API_CLIENT = "ui/client.ts: core/server/api_contract.ts";

Deno.test("ui/ takes only types from core/, and those from core/protocol/", async () => {
  const wrong = (await sources("ui")).flatMap((file) =>
    importsOf(file).filter((target) => target.startsWith("core/") && !target.startsWith("core/protocol/"))
      .map((target) => `${file.path}: ${target}`)
  );
  deepEqual(wrong, [API_CLIENT]);
});

Deno.test("a file opens with the sentence that says what it owns", async () => {
  const wrong = (await sources("core", "plugins", "ui")).filter(({ text }) =>
    !/^(#!.*\n)?(\/\/\/.*\n|\/\/ deno-lint.*\n|\/\*\* @jsx.*\n)*\/\*\*/.test(text)
  );
  deepEqual(wrong.map((file) => file.path), []);
});

Deno.test("a file stays under its limit of lines", async () => {
  const wrong = (await sources("core", "plugins", "ui")).filter(({ path, text }) =>
    text.split("\n").length > FILE_LINES_MAX && !(path in LONG_FILES) && !isData(text)
  );
  deepEqual(wrong.map((file) => `${file.path}: ${file.text.split("\n").length}`), []);
});

/** Committed weights are data in a module's clothes. */
function isData(text: string): boolean {
  return text.split("\n").some((line) => line.length > 1_000);
}

Deno.test("a function stays under its limit of lines", async () => {
  const wrong: string[] = [];
  for (const file of await sources("core", "plugins", "ui")) {
    for (const { name, lines } of functionsOf(file)) {
      if (lines > FUNCTION_LINES_MAX && !(`${file.path} ${name}` in LONG_FUNCTIONS)) {
        wrong.push(`${file.path} ${name}: ${lines}`);
      }
    }
  }
  deepEqual(wrong, []);
});

/** Named functions and methods with their lengths, by Deno's own parser. */
function functionsOf(file: SourceFile): { name: string; lines: number }[] {
  const found: { name: string; lines: number }[] = [];
  const linesOf = (range: [number, number]) => file.text.slice(...range).split("\n").length;
  const plugin: Deno.lint.Plugin = {
    name: "style",
    rules: {
      length: {
        create: () => ({
          FunctionDeclaration: (node) => void found.push({ name: node.id?.name ?? "", lines: linesOf(node.range) }),
          MethodDefinition: (node) =>
            void found.push({
              name: file.text.slice(...node.key.range),
              lines: linesOf(node.range),
            }),
        }),
      },
    },
  };
  Deno.lint.runPlugin(plugin, file.path, file.text);
  return found;
}

Deno.test("powerful things stand only where they may", async () => {
  const wrong: string[] = [];
  for (const file of await sources("core", "plugins", "ui")) {
    const code = file.text.replace(/\/\*[^]*?\*\//g, "").replace(/^\s*\/\/.*$/gm, "");
    for (const { what, pattern, places } of POWERS) {
      if (pattern.test(code) && !places.some((place) => file.path.startsWith(place))) {
        wrong.push(`${file.path} holds ${what}`);
      }
    }
  }
  deepEqual(wrong, []);
});

Deno.test("every worker states its permissions", async () => {
  const wrong = (await sources("core")).filter(({ text }) => {
    const code = text.replace(/\/\*[^]*?\*\//g, "");
    return /\bnew Worker\(/.test(code) && !/deno:\s*\{\s*permissions/.test(code);
  });
  deepEqual(wrong.map((file) => file.path), []);
});

Deno.test("what is exported is used by another file", async () => {
  const files = await sources(...FOLDERS);
  const words = new Map(files.map(({ path, text }) => [path, new Set(text.match(/\w+/g))]));
  const unused = files.filter(({ path }) => !/^tests\/|\/kernels\/source\/|^core\/sdk\//.test(path)).flatMap(
    ({ path, text }) =>
      [...text.matchAll(/^export (?:async )?(?:const|function\*?|class|let) (\w+)/gm)]
        .filter(([, name]) => ![...words].some(([other, said]) => other !== path && said.has(name)))
        .map(([, name]) => `${path} ${name}`),
  );
  deepEqual(unused, []);
});

Deno.test("every package of the import map is used", async () => {
  const files = await sources(...FOLDERS);
  const names = Object.keys(JSON.parse(Deno.readTextFileSync(join(ROOT, "deno.json"))).imports);
  const unused = names.filter((name) =>
    !files.some(({ text }) => [`"${name}`, `\`${name}`].some((quoted) => text.includes(quoted)))
  );
  deepEqual(unused, []);
});

Deno.test("a file with tests is named so that it runs", async () => {
  const wrong = (await sources("core", "plugins", "ui", "tests")).filter(({ path, text }) =>
    /^Deno\.test\(/m.test(text) && !path.endsWith("_test.ts") && !path.endsWith("_test.tsx")
  );
  deepEqual(wrong.map((file) => file.path), []);
});
