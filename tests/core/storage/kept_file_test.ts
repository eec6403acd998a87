import { deepEqual, equal, rejects } from "node:assert/strict";
import { join } from "node:path";
import { z } from "zod";
import { KeptFile } from "../../../core/storage/kept_file.ts";

const schema = z.strictObject({ step: z.int() });

async function inFolder(check: (path: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "aviator-kept-" });
  try {
    await check(join(folder, "kept.json"));
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("KeptFile.write() begins when the change before it is on disk", () =>
  inFolder(async (path) => {
    const file = new KeptFile(path, { schema, otherwise: "nothing is known" });
    let before = "";
    const first = file.write(() => ({ step: 1 }));
    const second = file.write(() => {
      before = Deno.readTextFileSync(path);
      return { step: 2 };
    });
    await Promise.all([first, second]);
    deepEqual(JSON.parse(before), { step: 1 });
    deepEqual(await new KeptFile(path, { schema, otherwise: "" }).read(), { value: { step: 2 }, trouble: "" });
  }));

Deno.test("KeptFile.write() rejects when the disk refuses, and the next change is written all the same", () =>
  inFolder(async (path) => {
    const file = new KeptFile(path, { schema, otherwise: "nothing is known" });
    await Deno.mkdir(path);
    await rejects(file.write(() => ({ step: 1 })));
    await Deno.remove(path);
    await file.write(() => ({ step: 2 }));
    equal(JSON.parse(await Deno.readTextFile(path)).step, 2);
  }));
