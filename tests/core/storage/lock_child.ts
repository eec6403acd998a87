/** Another program that holds the database's write lock until its input ends; prints `locked` once it has it. */
import { DatabaseSync } from "node:sqlite";

const database = new DatabaseSync(Deno.args[0], { timeout: 5000 });
database.exec("BEGIN IMMEDIATE");
console.log("locked");
await Deno.stdin.read(new Uint8Array(1));
database.close();
