/** `tokens new`, `list`, `revoke`: what scripts may do through the API. A running program takes a change at once. */
import { HostError } from "../protocol/errors.ts";
import { type Scope, ScriptTokens, tokenName } from "../server/script_tokens.ts";
import type { CommonOptions } from "./common_options.ts";

function tokensOf({ data }: CommonOptions): ScriptTokens {
  return new ScriptTokens(data, (message) => {
    throw new HostError("bad_config", message);
  });
}

/** Makes a token and prints it. */
export async function newToken(name: string, options: CommonOptions & { scope: Scope }): Promise<number> {
  if (!tokenName.safeParse(name).success) {
    throw new HostError("bad_config", `Cannot make token "${name}": its name is 1 to 40 letters, digits, _ or -`);
  }
  await Deno.mkdir(options.data, { recursive: true });
  const { scope } = options;
  const token = await tokensOf(options).create({ name, scope, nowMs: Date.now() });
  console.log(options.json ? JSON.stringify({ name, scope, token }) : token);
  return 0;
}

export async function listTokens(options: CommonOptions): Promise<number> {
  for (const { name, scope, createdAtMs } of await tokensOf(options).list()) {
    const since = new Date(createdAtMs).toISOString();
    console.log(options.json ? JSON.stringify({ name, scope, createdAtMs }) : `${name}  ${scope}  since ${since}`);
  }
  return 0;
}

export async function revokeToken(name: string, options: CommonOptions): Promise<number> {
  await tokensOf(options).revoke(name);
  if (options.json) console.log(JSON.stringify({ name, revoked: true }));
  else console.log(`token ${name} is taken back`);
  return 0;
}
