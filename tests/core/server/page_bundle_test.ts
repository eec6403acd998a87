/** The page as it is built from the sources. */
import assert from "node:assert/strict";
import { gzipSync } from "node:zlib";
import { HostError } from "../../../core/protocol/errors.ts";
import { buildPageBundle } from "../../../core/server/page_bundle.ts";

const GZIP_BYTES_MAX = 150_000;

Deno.test("buildPageBundle() gives the whole page when the sources are sound", async () => {
  const bundle = await buildPageBundle();
  assert.deepEqual([...bundle.keys()].sort(), [
    ...["/", "/app.js", "/app.webmanifest", "/icon-192.png", "/icon-512.png", "/icon.svg", "/style.css"],
  ]);
  for (const [path, file] of bundle) {
    assert.ok(file.body.length > 100, path);
    assert.match(file.etag, /^"[\w-]{22}"$/);
  }
  const script = bundle.get("/app.js");
  assert.ok(script);
  const bytes = gzipSync(script.body).length;
  assert.ok(bytes < GZIP_BYTES_MAX, `${bytes} bytes`);
});

Deno.test("the page's index holds no script and no style of its own when read", async () => {
  const bundle = await buildPageBundle();
  const html = new TextDecoder().decode(bundle.get("/")?.body);
  assert.doesNotMatch(html, /<script(?![^>]*\bsrc=)|<style|\bstyle=|\bon\w+=|javascript:/i);
});

Deno.test("buildPageBundle() fails with the bundler's words when the page does not build", async () => {
  const folder = await Deno.makeTempDir();
  try {
    await Deno.writeTextFile(`${folder}/app.tsx`, "export const broken = ;");
    await assert.rejects(
      buildPageBundle({ folder: new URL(`file://${folder}/`) }),
      (error) =>
        error instanceof HostError && error.code === "bad_config" &&
        /^Cannot (build|read) the page/.test(error.message),
    );
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
