/** What the runner of all tests promises: no file is left out, and a failure is named. */
import { deepEqual, equal, match, ok } from "node:assert/strict";
import { ALONE, readReport, runFiles, testFiles } from "./all_tests.ts";

const REPORT = `<testsuites><testsuite name="./tests/a_test.ts" tests="2">
<testcase name="adds &quot;1&quot; &lt; 2" classname="a" time="0.5"></testcase>
<testcase name="breaks" classname="a" time="1.25"><failure message="Uncaught">no</failure></testcase>
</testsuite><testsuite name="./tests/b_test.ts"><testcase name="runs" time="2.0"/></testsuite></testsuites>`;

Deno.test("readReport() names what failed and adds up the seconds when a file has both", () => {
  const { failed, seconds } = readReport(REPORT);
  deepEqual(failed, ["tests/a_test.ts: breaks"]);
  deepEqual([...seconds], [["tests/a_test.ts", 1.75], ["tests/b_test.ts", 2]]);
});

Deno.test("testFiles() finds every test, and each place that is run alone, when the tree is walked", async () => {
  const files = await testFiles("tests");
  ok(files.includes("tests/all_tests_test.ts"));
  deepEqual(ALONE.filter((place) => !files.some((file) => file.startsWith(place))), []);
});

Deno.test("the whole run fails and says why when a test fails, and when a file cannot be loaded", async () => {
  const folder = await Deno.makeTempDir({ prefix: "aviator-report-" });
  const [fails, broken, passes] = ["fails", "broken", "passes"].map((name) => `${folder}/${name}_test.ts`);
  await Deno.writeTextFile(fails, `Deno.test("it fails", () => { throw new Error("no"); });`);
  await Deno.writeTextFile(broken, `throw new Error("broken"); Deno.test("never", () => {});`);
  await Deno.writeTextFile(passes, `Deno.test("it passes", () => {});`);
  for (const options of [[], ["--parallel"]]) {
    const run = (...files: string[]) => runFiles(files, { options, quiet: true });
    const { code, failed } = await run(fails, passes);
    deepEqual([code, failed.length], [1, 1]);
    ok(failed[0].endsWith("fails_test.ts: it fails"), failed[0]);
    const unloaded = await run(broken, passes);
    equal(unloaded.code, 1);
    match(unloaded.failed.join(), /^an error outside of any test/);
    equal((await run(passes)).code, 0);
  }
  await Deno.remove(folder, { recursive: true });
});
