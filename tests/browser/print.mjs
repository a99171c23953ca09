// A page prints on A4 with a number, its address and the date; the page of a place on one sheet.

import { addressOf } from "./lib/address.mjs";
import { eachPage } from "./lib/browser.mjs";
import { digits } from "./lib/phone.mjs";
import { tool } from "./lib/tool.mjs";

export const title = "pages print on A4 with number, address and date";

const a4 = { width: 595.28, height: 841.89 };

export async function check({ site, server, browser, report, asOf }) {
  // The page for missing addresses has no address of its own.
  const pages = site.pages.filter((file) => file !== "404.html");
  await eachPage(browser, pages, {}, async (file, page) => {
    await page.goto(server.url + file);
    const links = await addresses(page.locator('a[href^="tel:"]'));
    const calls = await addresses(page.locator('a.call[href^="tel:"]'));
    const pdf = await page.pdf({ preferCSSPageSize: true });
    const text = tool("pdftotext", ["-", "-"], { input: pdf }).out.replace(/\s/g, "");
    const problems = sheetProblems(pdf, site.places.includes(file));

    const numbers = site.places.includes(file)
      ? calls.slice(0, 1)
      : links.filter((link) => digits(link).startsWith("0"));
    const readable = text.replace(/[-‐‑–]/g, "");
    if (!numbers.some((number) => readable.includes(digits(number))))
      problems.push(`no number of the page (${numbers.join(", ")}) is printed`);
    const address = addressOf(site, file).replace(/^https?:\/\/|\/$/g, "");
    if (!text.includes(address.replace(/^https?:\/\//, ""))) problems.push(`the address ${address} is not printed`);
    if (asOf && !dates(asOf).some((date) => text.includes(date))) problems.push(`the date ${asOf} is not printed`);
    report.check(file, problems);
  });
}

const addresses = (links) => links.evaluateAll((all) => all.map((link) => link.getAttribute("href")));

function sheetProblems(pdf, onOneSheet) {
  const info = tool("pdfinfo", ["-"], { input: pdf }).out;
  const [, width, height] = /Page size:\s+([\d.]+) x ([\d.]+)/.exec(info).map(Number);
  const sheets = Number(/Pages:\s+(\d+)/.exec(info)[1]);
  const problems = [];
  if (Math.abs(width - a4.width) > 1 || Math.abs(height - a4.height) > 1)
    problems.push(`the sheet is ${width} × ${height} pt, not A4`);
  if (onOneSheet && sheets !== 1) problems.push(`takes ${sheets} sheets, not one`);
  return problems;
}

// A date as it may be written: 2026-01-02, 2026年1月2日.
function dates(day) {
  const [year, month, date] = day.split("-").map(Number);
  return [day, `${year}年${month}月${date}日`];
}
