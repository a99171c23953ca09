// Every page opens quietly, asks nobody else for anything and fits every screen.

import { scrollProblems } from "./lib/overflow.mjs";
import { eachPage, schemes, show } from "./lib/browser.mjs";

export const title = "pages fit 320, 390 and 1280 px, in light and dark, quietly";

// 320 px is also what 640 px leave at 200 % zoom.
const widths = [320, 390, 1280];

export async function check({ site, server, browser, report }) {
  await eachPage(browser, site.pages, {}, async (file, page) => {
    const noise = listen(page, server.origin);
    await page.goto(server.url + file);
    for (const width of widths) {
      for (const scheme of schemes) {
        await show(page, width, scheme);
        report.check(`${file} at ${width} px, ${scheme}`, await page.evaluate(scrollProblems));
      }
    }
    await show(page, 390, "light");
    report.check(`${file} with text twice as large`, [
      ...(await page.evaluate(doubleText)),
      ...(await page.evaluate(scrollProblems)),
    ]);

    const cookies = (await page.context().cookies()).map((cookie) => `sets the cookie ${cookie.name}`);
    report.check(`${file} is quiet`, [...noise, ...cookies, ...(await page.evaluate(activeParts))]);
  });
}

// Collects what the page says to the console and what it asks for.
function listen(page, origin) {
  const noise = [];
  page.on(
    "console",
    (message) => ["error", "warning"].includes(message.type()) && noise.push(`console: ${message.text()}`),
  );
  page.on("pageerror", (error) => noise.push(`error: ${error.message}`));
  page.on("requestfailed", (request) => noise.push(`request failed: ${request.url()}`));
  page.on("response", (response) => response.status() >= 400 && noise.push(`${response.status()}: ${response.url()}`));
  page.on("request", (request) => {
    const url = request.url();
    if (!url.startsWith(origin + "/") && !url.startsWith("data:")) noise.push(`asks another site: ${url}`);
  });
  return noise;
}

// In the page: what could run or reach out.
function activeParts() {
  const found = [...document.querySelectorAll('script:not([type="application/ld+json"]), iframe, object, embed')].map(
    (e) => `holds <${e.localName}>`,
  );
  for (const element of document.querySelectorAll("*")) {
    for (const { name, value } of element.attributes) {
      if (name.startsWith("on") || /^\s*javascript:/i.test(value))
        found.push(`<${element.localName} ${name}> runs a script`);
    }
  }
  if (!document.querySelector('link[rel~="icon"]')) found.push("names no icon, so browsers ask for /favicon.ico");
  for (const link of document.querySelectorAll("link[href]")) {
    if (
      !/^(canonical|alternate|license|author)$/.test(link.rel) &&
      link.href.startsWith("http") &&
      new URL(link.href).origin !== location.origin
    )
      found.push(`<link rel="${link.rel}"> points at another site`);
  }
  return found;
}

// In the page: doubles the reader's text size.
function doubleText() {
  const size = (element) => parseFloat(getComputedStyle(element).fontSize);
  const before = size(document.body);
  document.documentElement.style.fontSize = `${2 * size(document.documentElement)}px`;
  return size(document.body) > 1.9 * before ? [] : ["text does not follow the reader's text size"];
}
