// Every link leads somewhere, from disk and under any path of any server.

import { fileURLToPath, pathToFileURL } from "node:url";
import path from "node:path";
import { fileOf } from "./lib/address.mjs";
import { eachPage } from "./lib/browser.mjs";
import { serve } from "./lib/server.mjs";

export const title = "links lead somewhere, from disk and under a sub-path";

const noScripts = { javaScriptEnabled: false };

export async function check({ site, browser, report }) {
  const pages = new Map();
  await eachPage(browser, site.pages, noScripts, async (file, page) => {
    await page.goto(pathToFileURL(path.join(site.root, file)).href);
    pages.set(file, await page.evaluate(anchorsAndLinks));
  });
  for (const file of site.pages) {
    const links = [...new Set(pages.get(file).links)];
    report.check(file, links.map((link) => problem(site, pages, file, link)).filter(Boolean));
  }

  const server = await serve(site.root, "/some/where/");
  await walk(browser, report, "from disk", pathToFileURL(path.join(site.root, "index.html")).href);
  await walk(browser, report, "under a sub-path", server.url);
  server.close();
}

// In the page: its anchors and the addresses it names.
function anchorsAndLinks() {
  const all = (selector, name) => [...document.querySelectorAll(selector)].map((element) => element.getAttribute(name));
  const sets = all("[srcset]", "srcset").flatMap((set) => set.split(",").map((part) => part.trim().split(/\s+/)[0]));
  const tags = all(
    'meta[property="og:image"], meta[property="og:url"], meta[name="Url"], meta[name="Image"]',
    "content",
  );
  return { ids: all("[id]", "id"), links: [...all("[href]", "href"), ...all("[src]", "src"), ...sets, ...tags] };
}

function problem(site, pages, file, link) {
  if (/^(tel:\+?[\d-]+|mailto:\S+@\S+|data:(image\/.+|,))$/i.test(link)) return;
  if (/^https?:\/\//i.test(link)) {
    const target = fileOf(site, link);
    return target === undefined || site.has(target) ? undefined : `${link} leads to no file`;
  }
  if (/^[a-z][a-z\d+.-]*:|^\/\//i.test(link)) return `${link} is of a kind that the site does not use`;
  // The page for missing addresses stands at any address, so its links begin at the root.
  if (link.startsWith("/") !== (file === "404.html") && !(file === "404.html" && link.startsWith("#")))
    return file === "404.html" ? `${link} works only at the root` : `${link} breaks under a sub-path and from disk`;

  const url = link.startsWith("/")
    ? pathToFileURL(path.join(site.root, fileOf(site, new URL(link, site.base).href) ?? "outside the site"))
    : new URL(link, pathToFileURL(path.join(site.root, file)));
  if (link.startsWith("/")) url.hash = new URL(link, site.base).hash;
  const target = path.relative(site.root, fileURLToPath(url));
  if (!site.has(target)) return `${link} leads to no file`;
  const anchor = decodeURIComponent(url.hash.slice(1));
  if (anchor && pages.has(target) && !pages.get(target).ids.includes(anchor))
    return `${link}: ${target} has no anchor #${anchor}`;
}

// As a reader goes: home, the first place, its number.
async function walk(browser, report, where, home) {
  const problems = [];
  await eachPage(browser, [home], noScripts, async (address, page) => {
    try {
      await page.goto(address);
      await page.click('main a[href*="hotlines/"]:not([href$="index.html"]):visible', { timeout: 3_000 });
      await page.waitForURL("**/hotlines/*.html", { timeout: 3_000 });
      if (!(await page.locator('a.call[href^="tel:"]').first().isVisible()))
        problems.push(`${page.url()} shows no number to call`);
      await page.click('a[href$="index.html"]:visible', { timeout: 3_000 });
      await page.waitForURL("**/index.html", { timeout: 3_000 });
    } catch (error) {
      problems.push(error.message.split("\n")[0] + ` (at ${page.url()})`);
    }
  });
  report.check(`${where}: from home to a place, its number, and back`, problems);
}
