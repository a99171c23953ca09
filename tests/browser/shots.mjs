// Pictures of every page for people to look at; not part of the tests.
//
// usage: node shots.mjs SITE DEST [PART]     PART: only pages whose path contains it

import { mkdirSync } from "node:fs";
import path from "node:path";
import { eachPage, launch, schemes, show } from "./lib/browser.mjs";
import { serve } from "./lib/server.mjs";
import { openSite } from "./lib/site.mjs";

const [folder, dest, part = ""] = process.argv.slice(2);
if (!dest) {
  console.error("usage: node shots.mjs SITE DEST [PART]");
  process.exit(2);
}
const site = openSite(folder);
mkdirSync(dest, { recursive: true });
const server = await serve(site.root, new URL(site.base).pathname);
const browser = await launch();
await eachPage(
  browser,
  site.pages.filter((file) => file.includes(part)),
  {},
  async (file, page) => {
    await page.goto(server.url + file);
    for (const width of [390, 1280]) {
      for (const scheme of schemes) {
        await show(page, width, scheme);
        const name = `${file.replace(/\.html$/, "").replaceAll("/", "_")}-${width}-${scheme}.png`;
        await page.screenshot({ path: path.join(dest, name), fullPage: true });
      }
    }
  },
);
await browser.close();
server.close();
