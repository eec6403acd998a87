/** Text from outside, made visible: marks that steer a terminal or turn the reading direction are shown as such. */

/** Controls but for tab and line end, and every mark, embedding, override and isolate of direction. */
// deno-lint-ignore no-control-regex
const STEERING = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/g;

/** Parses JSON with every text in it made harmless to look at. */
export function parseHarmless(json: string): unknown {
  return JSON.parse(json, (_key, value) => typeof value === "string" ? value.replace(STEERING, "\ufffd") : value);
}
