/** What the runner of all tests promises: no file is left out, and a failure is named. */
import { deepEqual, equal, match, ok } from "node:assert/strict";
import { join } from "node:path";
import { ALONE, filesOf, readReport, runFiles, runTogether, testFiles } from "./all_tests.ts";

const REPORT = `<testsuites><testsuite name="./tests/a_test.ts" tests="2">
<testcase name="adds &quot;1&quot; &lt; 2" classname="a" time="0.5"></testcase>
<testcase name="needs more" classname="a" time="0"><skipped/></testcase>
<testcase name="breaks" classname="a" time="1.25"><failure message="Uncaught">no</failure></testcase>
</testsuite><testsuite name="./tests/b_test.ts"><testcase name="runs" time="2.0"/></testsuite></testsuites>`;

Deno.test("readReport() names what failed and adds up the seconds when a file has both", () => {
  const { passed, failed, seconds } = readReport(REPORT);
  equal(passed, 2);
  deepEqual(failed, [{ file: "tests/a_test.ts", name: "breaks" }]);
  deepEqual([...seconds], [["tests/a_test.ts", 1.75], ["tests/b_test.ts", 2]]);
});

Deno.test("filesOf() names the files to run again when what failed stands in them or in a helper of theirs", async () => {
  const files = await testFiles("tests/e2e");
  const failed = (file: string) => filesOf([{ file, name: "any" }], files);
  deepEqual(await failed("tests/e2e/frozen_test.ts"), ["tests/e2e/frozen_test.ts"]);
  const helped = await failed("tests/e2e/programs.ts");
  ok(helped.length > 1 && helped.every((file) => file.endsWith("_test.ts")), String(helped));
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
  for (const options of [["--no-check"], ["--no-check", "--parallel"]]) {
    const run = (...files: string[]) => runFiles(files, { options, quiet: true });
    const { code, failed } = await run(fails, passes);
    deepEqual([code, failed.length], [1, 1]);
    equal(failed[0].name, "it fails");
    ok(failed[0].file.endsWith("fails_test.ts"), failed[0].file);
    const unloaded = await run(broken, passes);
    equal(unloaded.code, 1);
    match(unloaded.failed[0].name, /^an error outside of any test/);
    equal((await run(passes)).code, 0);
  }
  await Deno.remove(folder, { recursive: true });
});

Deno.test("runTogether() runs what failed beside others once more alone, and says so when it passes then", async () => {
  const folder = await Deno.makeTempDir({ prefix: "aviator-report-" });
  const [luck, fails, passes] = ["luck", "fails", "passes"].map((name) => `${folder}/${name}_test.ts`);
  const mark = JSON.stringify(join(folder, "ran before"));
  const once = `if (!existsSync(${mark})) { Deno.mkdirSync(${mark}); throw new Error("first"); }`;
  await Deno.writeTextFile(
    luck,
    `import { existsSync } from "node:fs"; Deno.test("it is lucky", () => { ${once} });`,
  );
  await Deno.writeTextFile(fails, `Deno.test("it fails", () => { throw new Error("no"); });`);
  await Deno.writeTextFile(passes, `Deno.test("it passes", () => {});`);
  const lucky = await runTogether([luck, passes], { quiet: true });
  deepEqual([lucky.code, lucky.passed, lucky.failed], [0, 2, []]);
  deepEqual(lucky.onlyAlone.map(({ name }) => name), ["it is lucky"]);
  const failed = await runTogether([luck, fails, passes], { quiet: true });
  deepEqual([failed.code, failed.passed, failed.failed.map(({ name }) => name)], [1, 2, ["it fails"]]);
  deepEqual(failed.onlyAlone, []);
  await Deno.remove(join(folder, "ran before"), { recursive: true });
  const broken = `${folder}/broken_test.ts`;
  await Deno.writeTextFile(broken, `throw new Error("broken"); Deno.test("never", () => {});`);
  const unloaded = await runTogether([luck, broken, passes], { quiet: true });
  equal(unloaded.code, 1, "what is lucky the second time hides no file that cannot be loaded");
  equal(unloaded.onlyAlone.length, 0);
  await Deno.remove(folder, { recursive: true });
});
