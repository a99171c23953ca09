// A reader with an iPhone sees which words are links: four pages in WebKitGTK, the engine of Safari.

import { Session } from "./lib/webdriver.mjs";

export const title = "WebKit shows each link in running text underlined";

// Links of a page whose pictures are looked at: to take one needs a moment.
const pictured = 3;

export async function check({ site, server, report }) {
  const pages = sample(site);
  if (pages.length === 0) return;
  const session = await Session.open();
  try {
    for (const file of pages) {
      await session.go(server.url + file);
      const links = await session.run(linksInText);
      const problems = links.map(({ problem }) => problem).filter(Boolean);
      if (links.length === 0) problems.push("has no link in running text");
      for (const { name, index } of links.filter(({ problem }) => !problem).slice(0, pictured)) {
        await session.run(showLink, [index]);
        const before = await still(session);
        await session.run(withoutLine, [index]);
        if (before === (await still(session))) problems.push(`${name}: its line is not to be seen`);
      }
      report.check(file, problems);
    }
  } finally {
    await session.close();
  }
}

// Home, a place, and what else there is to read: a policy, and help or a campaign.
function sample(site) {
  const first = (...patterns) =>
    patterns.map((pattern) => site.pages.find((file) => pattern.test(file))).find((file) => file !== undefined);
  const pages = [
    first(/^index\.html$/),
    site.places.find((file) => site.pages.includes(file)),
    first(/^policies\/(?!index\.).+\.html$/),
    first(/^help\/(?!index\.).+\.html$/, /^campaigns\/(?!index\.).+\.html$/),
  ];
  return [...new Set(pages.filter((file) => file !== undefined))];
}

// In the page: links whose paragraph, item or cell says something besides its links, and what hides their line.
function linksInText() {
  const inText = (link) => {
    const block = link.closest("p, li, td, th, dd, dt, figcaption, caption, blockquote");
    if (!block || getComputedStyle(link).display !== "inline" || link.getClientRects().length === 0) return false;
    const copy = block.cloneNode(true);
    copy.querySelectorAll("a, button").forEach((part) => part.remove());
    return /[\p{L}\p{N}]/u.test(copy.textContent);
  };
  window.linksInText = [...document.querySelectorAll("a[href]")].filter(inText);
  return window.linksInText.map((link, index) => {
    const style = getComputedStyle(link);
    const name = `“${link.textContent.trim().slice(0, 20)}”`;
    const has = (value) => value !== undefined && value !== "";
    const lines = style.textDecorationLine || style.webkitTextDecorationLine || style.textDecoration;
    let problem;
    if (!/underline/.test(lines)) problem = `${name} is not underlined`;
    else if (/rgba\(.*, 0\)|transparent/.test(style.textDecorationColor)) problem = `${name}: its line has no colour`;
    else if (has(style.textDecorationThickness) && parseFloat(style.textDecorationThickness) === 0)
      problem = `${name}: its line has no thickness`;
    return { name, index, problem };
  });
}

// A picture of the window, when two in a row are the same.
async function still(session) {
  let picture = await session.picture();
  for (let times = 0; times < 10; times += 1) {
    const next = await session.picture();
    if (next === picture) return picture;
    picture = next;
  }
  throw new Error("WebKit: the page does not come to rest");
}

// In the page: brings a link into the window at once.
function showLink(index) {
  document.documentElement.style.scrollBehavior = "auto";
  document.documentElement.style.scrollbarWidth = "none";
  window.linksInText[index].scrollIntoView({ block: "center" });
}

// In the page: takes the line off, so that two pictures of the window differ if it was to be seen.
function withoutLine(index) {
  window.linksInText[index].style.setProperty("text-decoration-line", "none", "important");
}
