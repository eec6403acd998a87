/** Tests that need programs from outside. Without one they are skipped under a name that says so; where `CI` is set they fail instead. */
const FOLDERS = ["/usr/bin", "/bin", "/usr/local/bin"];

/** The path of a program, or undefined when it is not installed. */
export function findProgram(name: string): string | undefined {
  return FOLDERS.map((folder) => `${folder}/${name}`).find((path) => {
    try {
      return Deno.statSync(path).isFile;
    } catch {
      return false;
    }
  });
}

/** The path of a program. */
export function program(name: string): string {
  const path = findProgram(name);
  if (!path) throw new Error(`Cannot find ${name}: not in ${FOLDERS.join(", ")}`);
  return path;
}

/** `Deno.test` for a test that needs `programs`. */
export function testWith(programs: readonly string[], name: string, run: (context: Deno.TestContext) => Promise<void>) {
  const missing = programs.filter((each) => !findProgram(each));
  const ignore = missing.length > 0 && !Deno.env.has("CI");
  Deno.test({ name: ignore ? `${name} (skipped: needs ${missing.join(", ")})` : name, ignore, fn: run });
}
