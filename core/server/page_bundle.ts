/** Builds the page with a child `deno bundle` and keeps its files in memory. It knows no route and no request. */
import { createHash } from "node:crypto";
import { fileURLToPath } from "node:url";
import { runBundler } from "../bundler.ts";
import { HostError } from "../protocol/errors.ts";

const UI_FOLDER = new URL("../../ui/", import.meta.url);

/** One file of the page, ready to be sent. */
export interface PageFile {
  body: Uint8Array<ArrayBuffer>;
  contentType: string;
  /** quoted, as in the header */
  etag: string;
}

/** The page's files by their path in the address. */
export type PageBundle = ReadonlyMap<string, PageFile>;

const STATIC_FILES = [
  { path: "/", file: "index.html", contentType: "text/html; charset=utf-8" },
  { path: "/icon.svg", file: "icon.svg", contentType: "image/svg+xml" },
  { path: "/icon-192.png", file: "icon-192.png", contentType: "image/png" },
  { path: "/icon-512.png", file: "icon-512.png", contentType: "image/png" },
  { path: "/app.webmanifest", file: "app.webmanifest", contentType: "application/manifest+json" },
];
/** one sheet, in this order */
const STYLE_FILES = [
  "base",
  "frame",
  "words",
  "cards",
  "lists",
  "dialog",
  "calibrate",
  "plugins",
  "reference",
  "story",
  "operations",
  "models",
  "research",
  "truth",
  "narrow",
].map((
  name,
) => `style/${name}.css`);

/**
 * Reads and bundles the page.
 *
 * @throws {HostError} `bad_config` when the page does not build, with the bundler's own words
 */
export async function buildPageBundle(options: { folder?: URL } = {}): Promise<PageBundle> {
  const folder = options.folder ?? UI_FOLDER;
  const script = bundleScript(folder);
  const files = Promise.all([
    joinStyles(folder),
    ...STATIC_FILES.map(async ({ path, file, contentType }): Promise<[string, PageFile]> => {
      return [path, pageFile(await readPageFile(new URL(file, folder)), contentType)];
    }),
  ]);
  // The child is waited for even when a file is missing: nothing is left behind.
  const [made] = await Promise.allSettled([script, files]);
  if (made.status === "rejected") throw made.reason;
  return new Map([made.value, ...await files]);
}

async function bundleScript(folder: URL): Promise<[string, PageFile]> {
  const entry = fileURLToPath(new URL("app.tsx", folder));
  const { success, stdout, stderr } = await runBundler(["--platform", "browser", "--minify", entry], { cwd: folder });
  if (success && stdout.length > 0) return ["/app.js", pageFile(stdout, "text/javascript; charset=utf-8")];
  throw new HostError("bad_config", `Cannot build the page: ${new TextDecoder().decode(stderr).slice(-2000)}`);
}

async function joinStyles(folder: URL): Promise<[string, PageFile]> {
  const sheets = await Promise.all(STYLE_FILES.map((file) => readPageFile(new URL(file, folder))));
  const body = new Uint8Array(await new Blob(sheets).arrayBuffer());
  return ["/style.css", pageFile(body, "text/css; charset=utf-8")];
}

async function readPageFile(file: URL): Promise<Uint8Array<ArrayBuffer>> {
  try {
    return await Deno.readFile(file);
  } catch (cause) {
    throw new HostError("bad_config", `Cannot read the page's file: ${file.pathname}`, { cause });
  }
}

function pageFile(body: Uint8Array<ArrayBuffer>, contentType: string): PageFile {
  return { body, contentType, etag: `"${createHash("sha256").update(body).digest("base64url").slice(0, 22)}"` };
}
