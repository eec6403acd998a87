/** Evidence: rows with readable pictures, bounded on disk over restarts too, and never a flood. */
import { deepEqual, equal, ok } from "node:assert/strict";
import { join } from "node:path";
import { loadImage } from "@napi-rs/canvas";
import type { Picture } from "../../../core/protocol/picture.ts";
import type { ReadingRow } from "../../../core/protocol/rows.ts";
import { readingRow } from "../../../core/protocol/rows.ts";
import { Evidence, type Finding, PICTURES_WAITING_MAX } from "../../../core/tables/evidence.ts";

const DAY_MS = 86_400_000, START_MS = Date.UTC(2026, 0, 5, 8);

class Folder implements Disposable {
  readonly path = Deno.makeTempDirSync({ prefix: "aviator-evidence-" });
  readonly rows: ReadingRow[] = [];
  readonly troubles: string[] = [];
  #id = 1_000;

  open({ filesMax = 100, bytesMax = 1_000_000 } = {}): Promise<Evidence> {
    return Evidence.open({
      ...{ folder: join(this.path, "evidence"), filesMax, bytesMax, nextId: () => ++this.#id },
      store: (row) => this.rows.push(readingRow.parse(row)),
      onTrouble: (message) => this.troubles.push(message),
    });
  }

  files(): string[] {
    const names: string[] = [], evidence = join(this.path, "evidence");
    for (const day of Deno.readDirSync(evidence)) {
      for (const file of Deno.readDirSync(join(evidence, day.name))) names.push(`${day.name}/${file.name}`);
    }
    return names.sort();
  }

  [Symbol.dispose](): void {
    Deno.removeSync(this.path, { recursive: true });
  }
}

const picture: Picture = {
  width: 20,
  height: 10,
  data: new Uint8Array(800).map((_, at) => at % 4 === 3 ? 255 : at % 251),
};

function finding(atMs: number, change: Partial<Finding> = {}): Finding {
  const read = { value: 12_345, confidence: 0.9, method: "cnn" } as const;
  return { table: "soccer", region: "score", atMs, read, why: "off the growth curve", picture, ...change };
}

Deno.test("keep() stores a row with the picture that was read, pixel by pixel, even when its bytes change at once", async () => {
  using folder = new Folder();
  const own = { ...picture, data: picture.data.slice() };
  await using evidence = await folder.open();
  equal(evidence.keep(finding(START_MS, { picture: own })), true);
  own.data.fill(0);
  await evidence[Symbol.asyncDispose]();
  deepEqual(folder.rows, [{
    ...{ kind: "reading", id: 1_001, table: "soccer", region: "score", atMs: START_MS, value: 12_345 },
    ...{ confidence: 0.9, method: "cnn", why: "off the growth curve", picture: "2026-01-05/1001.png" },
  }]);
  const image = await loadImage(await Deno.readFile(join(folder.path, "evidence", "2026-01-05/1001.png")));
  const { createCanvas } = await import("@napi-rs/canvas");
  const context = createCanvas(20, 10).getContext("2d");
  context.drawImage(image, 0, 0);
  deepEqual(Uint8Array.from(context.getImageData(0, 0, 20, 10).data), picture.data);
});

Deno.test("keep() lets go what comes too often of one table and region, counts it, and keeps others'", async () => {
  using folder = new Folder();
  await using evidence = await folder.open();
  const kept = Array.from({ length: 200 }, (_, frame) => evidence.keep(finding(START_MS + 200 * frame)));
  const count = kept.filter(Boolean).length;
  ok(count >= 6 && count <= 10, `${count} kept in 40 s`);
  equal(evidence.suppressed, 200 - count);
  equal(evidence.keep(finding(START_MS, { region: "myMoney", picture: null })), true);
  equal(evidence.keep(finding(START_MS, { table: "admiral" })), true);
  equal(evidence.keep(finding(START_MS + 100_000)), true, "later there is room again");
});

Deno.test("Evidence keeps so many pictures at most, the newest, over a restart and days, and empties old days", async () => {
  using folder = new Folder();
  for (let day = 0; day < 4; day++) {
    await using evidence = await folder.open({ filesMax: 5 });
    for (let index = 0; index < 3; index++) evidence.keep(finding(START_MS + day * DAY_MS + 60_000 * index));
    await evidence[Symbol.asyncDispose]();
  }
  deepEqual(folder.files(), [
    ...["2026-01-07/1008.png", "2026-01-07/1009.png"],
    ...["2026-01-08/1010.png", "2026-01-08/1011.png", "2026-01-08/1012.png"],
  ]);
  deepEqual([...Deno.readDirSync(join(folder.path, "evidence"))].map(({ name }) => name).sort(), [
    "2026-01-07",
    "2026-01-08",
  ]);
  equal(folder.rows.length, 12, "rows outlive their pictures");
});

Deno.test("Evidence keeps so many bytes at most", async () => {
  using folder = new Folder();
  await using evidence = await folder.open({ bytesMax: 2_000 });
  for (let index = 0; index < 12; index++) evidence.keep(finding(START_MS + 60_000 * index));
  await evidence[Symbol.asyncDispose]();
  const bytes = folder.files().reduce((sum, name) => sum + Deno.statSync(join(folder.path, "evidence", name)).size, 0);
  ok(bytes <= 2_000 && folder.files().length >= 2, `${folder.files().length} files of ${bytes} bytes`);
});

Deno.test("keep() keeps the row and says so when the picture cannot be written", async () => {
  using folder = new Folder();
  await using evidence = await folder.open();
  Deno.writeTextFileSync(join(folder.path, "evidence"), "a file where the folder should be");
  evidence.keep(finding(START_MS));
  await evidence[Symbol.asyncDispose]();
  equal(folder.rows[0].picture, null);
  equal(folder.troubles.length, 1);
});

Deno.test("keep() stores the row without its picture when too many pictures wait to be written", async () => {
  using folder = new Folder();
  await using evidence = await folder.open();
  for (let index = 0; index <= PICTURES_WAITING_MAX; index++) {
    equal(evidence.keep(finding(START_MS, { table: `table-${index}` })), true);
  }
  deepEqual(folder.rows.map(({ table, picture }) => [table, picture]), [[`table-${PICTURES_WAITING_MAX}`, null]]);
  await evidence[Symbol.asyncDispose]();
  equal(folder.rows.filter(({ picture }) => picture !== null).length, PICTURES_WAITING_MAX);
});
