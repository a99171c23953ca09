// What is touched is large enough for a cold thumb.

import { eachPage, show } from "./lib/browser.mjs";

export const title = "call links are 60 px high, other targets 48 px";

export async function check({ site, server, browser, report }) {
  await eachPage(browser, site.pages, {}, async (file, page) => {
    await page.goto(server.url + file);
    for (const width of [320, 390, 1280]) {
      await show(page, width, "light");
      report.check(`${file} at ${width} px`, await page.evaluate(targetProblems));
    }
    if (file === "index.html" || file.startsWith("hotlines/"))
      report.check(
        `${file} has a number to call`,
        (await page.locator('a.call[href^="tel:"]').count()) ? [] : ['no a.call[href^="tel:"]'],
      );
  });
}

// In the page.
function targetProblems() {
  const problems = [];
  const targets = document.querySelectorAll("a[href], button, summary, select, textarea, input:not([type=hidden])");

  // A link in running text: its paragraph, item or cell says something besides its links.
  const inText = (target) => {
    if (target.localName !== "a" || getComputedStyle(target).display !== "inline") return false;
    const block = target.closest("p, li, td, th, dd, dt, figcaption, caption, blockquote, h1, h2, h3, h4, h5, h6");
    if (!block) return false;
    const copy = block.cloneNode(true);
    copy.querySelectorAll("a, button").forEach((part) => part.remove());
    return /[\p{L}\p{N}]/u.test(copy.textContent);
  };

  for (const target of targets) {
    const box = target.getBoundingClientRect();
    // Skip links wait off the screen until the keyboard reaches them.
    if (
      !target.checkVisibility({ visibilityProperty: true }) ||
      box.width <= 1 ||
      box.bottom + scrollY <= 0 ||
      box.right <= 0
    )
      continue;
    const call = target.matches('a.call[href^="tel:"]');
    if (!call && inText(target)) continue;
    const least = call ? 60 : 48;
    const name = `<${target.localName}> “${target.textContent.trim().slice(0, 20)}”`;
    if (box.height < least - 0.5) problems.push(`${name} is ${box.height.toFixed(1)} px high, ${least} at least`);
    if (box.width < 48 - 0.5) problems.push(`${name} is ${box.width.toFixed(1)} px wide, 48 at least`);
  }
  return problems;
}
