/** The demo site's document: an empty page, its fonts and the rules that lay real controls over a drawn table. */
import { fontFamily, SKINS } from "./skins.ts";

const STYLE = `
html, body { margin: 0; height: 100%; overflow: hidden; background: #20242a; }
.table { position: absolute; overflow: hidden; }
.table canvas { position: absolute; left: 0; top: 0; width: 100%; height: 100%; }
.over { position: absolute; left: 0; top: 0; width: 960px; height: 540px; transform-origin: 0 0; pointer-events: none; }
.over > * { position: absolute; box-sizing: border-box; margin: 0; padding: 0; border: 0; pointer-events: auto; }
.over input { text-align: center; font-size: 18px; border-radius: 4px; outline-offset: 0; }
.over button { cursor: pointer; color: #fff; }
.play { border-radius: 14px; display: flex; flex-direction: column; align-items: center; justify-content: center; gap: 8px; font-size: 24px; }
.play small { font-size: 20px; }
.play small:empty { display: none; }
.play.queued small { font-size: 14px; }
.play.narrow { font-size: 17px; }
.play.narrow small { font-size: 15px; }
.play.narrow.queued small { font-size: 12px; }
.popup { position: absolute; inset: 8%; background: #d9dde3; border: 6px solid #2d4f7c; }
.switch { border-radius: 12px; }
.switch::after { content: ""; position: absolute; top: 4px; left: 4px; width: 16px; height: 16px; border-radius: 8px; background: #fff; }
.switch[aria-checked=true]::after { left: 24px; }
`;

/** The whole document. */
export function demoHtml(): string {
  const faces = Object.values(SKINS).flatMap((skin) =>
    (["regular", "bold"] as const).map((weight) =>
      `@font-face { font-family: "${fontFamily(skin, weight)}"; src: url("/fonts/${skin.fontFiles[weight]}"); }`
    )
  );
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<link rel="icon" href="data:,">
<title>Aviator demo tables</title>
<style>${faces.join("\n")}${STYLE}</style>
</head>
<body>
<script type="module" src="/page.js"></script>
</body>
</html>
`;
}
