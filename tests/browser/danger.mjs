// A child in danger finds the police before anything else, without scrolling, on the smallest phone.

import { eachPage } from "./lib/browser.mjs";

export const title = "a page for a child in danger has 110 as a button on the first screen, 360 × 560 px";

export async function check({ site, server, browser, report }) {
  const pages = [];
  const index = site.pages.filter((file) => file === "help/index.html");
  await eachPage(browser, index, {}, async (file, page) => {
    await page.goto(server.url + file);
    pages.push(...(await page.evaluate(dangerPages)).map((href) => new URL(href, `http://site/${file}`).pathname.slice(1)));
    report.check(`${file} leads to a child in danger`, pages.length ? [] : ["no card is marked as dangerous"]);
  });
  await eachPage(browser, pages, { viewport: { width: 360, height: 560 } }, async (file, page) => {
    await page.goto(server.url + file);
    report.check(file, await page.evaluate(firstScreen));
  });
}

// In the page: where the cards with a full tag lead.
function dangerPages() {
  const cards = [...document.querySelectorAll(".card")].filter((card) => card.querySelector(".tag.full"));
  return cards.map((card) => (card.matches("a") ? card : card.querySelector("a[href]")).getAttribute("href"));
}

// In the page.
function firstScreen() {
  const visible = [...document.querySelectorAll('a[href^="tel:"]')].filter((link) => link.checkVisibility());
  const [first] = visible;
  if (first?.getAttribute("href") !== "tel:110") return [`the first number is ${first?.getAttribute("href") ?? "none"}`];
  const problems = [];
  const box = first.getBoundingClientRect();
  if (!first.matches(".call")) problems.push("110 is no button");
  if (box.height < 60) problems.push(`110 is ${box.height.toFixed(1)} px high, 60 at least`);
  if (box.top < 0 || box.bottom > innerHeight)
    problems.push(`110 ends at ${box.bottom.toFixed(1)} px, below the first screen of ${innerHeight}`);
  return problems;
}
