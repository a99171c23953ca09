// Type is large and airy, no heading ends in a lone character, no number is broken.

import { eachPage, show } from "./lib/browser.mjs";

export const title = "type is large, numbers and headings break well";

export async function check({ site, server, browser, report }) {
  await eachPage(browser, site.pages, {}, async (file, page) => {
    await page.goto(server.url + file);
    for (const width of [320, 390, 1280]) {
      await show(page, width, "light");
      report.check(`${file} at ${width} px`, await page.evaluate(typeProblems));
    }
  });
}

// In the page.
function typeProblems() {
  const problems = [];
  const style = (element) => getComputedStyle(element);
  const size = (element) => parseFloat(style(element).fontSize);
  const seen = (element) =>
    element.checkVisibility({ visibilityProperty: true }) && element.getBoundingClientRect().width > 1;
  const start = (element) => `“${element.textContent.trim().slice(0, 20)}”`;

  if (size(document.body) < 18) problems.push(`the base size is ${size(document.body)} px, 18 at least`);
  for (const element of document.querySelectorAll("main p, main li, main dd")) {
    const ownText = [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.data.trim());
    // Type of 24 px and more is display type and sets its own lines.
    if (!ownText || !seen(element) || size(element) >= 24) continue;
    if (size(element) < 18) problems.push(`${start(element)} is set in ${size(element)} px, 18 at least`);
    const lines = parseFloat(style(element).lineHeight) / size(element);
    if (!(lines >= 1.595)) problems.push(`${start(element)} has a line height of ${lines.toFixed(2)}, 1.6 at least`);
  }

  // Where each character of a text stands: its line's top.
  const tops = (node, from, to) => {
    const range = document.createRange();
    return Array.from({ length: to - from }, (_, at) => {
      range.setStart(node, from + at);
      range.setEnd(node, from + at + 1);
      return Math.round(range.getBoundingClientRect().top);
    });
  };
  const texts = (root) => {
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    const nodes = [];
    while (walker.nextNode()) nodes.push(walker.currentNode);
    return nodes;
  };

  for (const heading of document.querySelectorAll("h1, h2, h3")) {
    if (!seen(heading)) continue;
    const places = texts(heading).flatMap((node) =>
      tops(node, 0, node.length).map((top, at) => ({ top, character: node.data[at] })),
    );
    const marks = places.filter(({ character }) => /[\p{L}\p{N}]/u.test(character));
    if (marks.length < 2) continue;
    const last = marks.at(-1).top;
    const near = ({ top }) => Math.abs(top - last) < size(heading) / 2;
    if (!marks.every(near) && marks.filter(near).length < 2)
      problems.push(`heading ${start(heading)} ends in a lone character`);
  }
  for (const node of texts(document.body)) {
    for (const match of node.data.matchAll(/\d{3,4}-\d{7,8}/g)) {
      if (!seen(node.parentElement)) continue;
      const lines = new Set(tops(node, match.index, match.index + match[0].length));
      if (lines.size > 1) problems.push(`the number ${match[0]} is broken over ${lines.size} lines`);
    }
  }
  return problems;
}
