// The preview in a real browser: an open page follows the files on disk.
//
// usage: node serve.mjs WEIBAO PROJECT     the program, and a folder that has content/ and themes/

import { spawn } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";
import { launch } from "./lib/browser.mjs";
import { Report } from "./lib/report.mjs";

const patience = 30_000;

// Starts the preview on a free port: its address, and a way to end it.
async function preview(weibao, root) {
  const args = ["--lang", "zh", "serve", "--root", root, "--port", "0", "--as-of", "2026-11-23"];
  const running = spawn(weibao, args, { stdio: ["ignore", "pipe", "ignore"] });
  const lines = createInterface({ input: running.stdout });
  const url = await new Promise((resolve, reject) => {
    lines.on("line", (line) => {
      const found = /http:\/\/127\.0\.0\.1:\d+\//.exec(line);
      if (found) resolve(found[0]);
    });
    running.on("exit", () => reject(new Error("weibao serve has ended")));
    running.on("error", reject);
  });
  return { url, end: () => running.kill() };
}

// A place that has a number of its own, and the number as it is written in the table.
function ownNumber(root) {
  const table = readFileSync(path.join(root, "content/hotlines.toml"), "utf8");
  const entry = table.split("[[hotline]]").find((entry) => /\nplace *= *"/.test(entry) && /\nnumber *= *"/.test(entry));
  const value = (key) => new RegExp(`\\n${key} *= *"([^"]+)"`).exec(entry)[1];
  return { place: value("place"), number: value("number") };
}

async function check({ report, browser, url, root }) {
  const file = path.join(root, "content/hotlines.toml");
  const good = readFileSync(file, "utf8");
  const { place, number } = ownNumber(root);
  const other = number.replace(/\d$/, (digit) => (Number(digit) + 1) % 10);
  const last = (text) => text.replace(/\D/g, "").slice(-7);
  const page = await browser.newPage({ viewport: { width: 390, height: 400 } });
  page.setDefaultTimeout(patience);
  const noise = [];
  page.on("pageerror", (error) => noise.push(error.message));
  page.on("console", (message) => message.type() === "error" && noise.push(message.text()));
  const see = async (name, look, argument) => {
    const seen = await page.waitForFunction(look, argument, { timeout: patience }).then(
      () => [],
      (error) => [error.message.split("\n")[0]],
    );
    report.check(name, seen);
  };
  const shows = (digits) => document.querySelector("a.call")?.href.replace(/\D/g, "").endsWith(digits) ?? false;

  await page.goto(`${url}hotlines/${place}.html`);
  await see("the page of a place shows its number", shows, last(number));
  const depth = await page.evaluate(() => {
    scrollTo({ top: 150, behavior: "instant" });
    return scrollY;
  });
  report.check("the page can be scrolled", depth > 0 ? [] : ["it cannot"]);
  writeFileSync(file, good.replaceAll(number, other));
  await see("an edited number is on the open page", shows, last(other));
  await see("the page stays scrolled where it was", (depth) => Math.abs(scrollY - depth) < 2, depth);

  writeFileSync(file, good.replaceAll(number, "<b>12</b>"));
  await see("a broken file lays its error over the page", () => document.querySelector("#weibao-errors"));
  const found = await page.evaluate(() => {
    const dialog = document.querySelector("#weibao-errors").shadowRoot.querySelector("dialog");
    return {
      text: dialog.textContent,
      role: dialog.getAttribute("role"),
      lang: dialog.lang,
      open: dialog.matches(":modal"),
      hasMarkup: dialog.querySelector("b") !== null,
      mark: dialog.querySelector("mark")?.textContent ?? "",
    };
  });
  const line = good.slice(0, good.indexOf(`"${number}"`)).split("\n").length;
  const problems = [];
  for (const text of [`content/hotlines.toml:${line}:`, "E303", "<b>12</b>", "怎么改"])
    if (!found.text.includes(text)) problems.push(`lacks ${text}: ${found.text}`);
  if (found.role !== "alertdialog" || found.lang !== "zh-CN" || !found.open) problems.push("is no dialog in Chinese");
  if (found.hasMarkup) problems.push("reads a file's text as HTML");
  if (!found.mark.includes("12")) problems.push(`marks “${found.mark}”`);
  report.check("the error names file, line and mend", problems);
  await see("the last good page stays below", shows, last(other));

  writeFileSync(file, good);
  await see("a mended file takes the error away", () => !document.querySelector("#weibao-errors"));
  await see("and the page shows what the file says", shows, last(number));

  // A page that cannot be made at all.
  const template = path.join(root, "themes", readdirSync(path.join(root, "themes"))[0], "templates/place.html");
  const whole = readFileSync(template, "utf8");
  writeFileSync(template, whole.replace("{% block main %}", "{% block main %}{{ no_such_thing }}"));
  await see("a broken template says so on the page", () => document.body.textContent.includes("E504"));
  // The browser itself tells the console of an answer 500.
  noise.splice(0, noise.length, ...noise.filter((text) => !text.includes("500")));
  writeFileSync(template, whole);
  await see("and the page comes back", shows, last(number));

  report.check("nothing is amiss on the console", noise);
  await page.close();
}

export async function run({ weibao, project, browser, print }) {
  const report = new Report(print);
  const folder = mkdtempSync(path.join(tmpdir(), "weibao-serve-"));
  for (const name of ["content", "themes"])
    cpSync(path.join(project, name), path.join(folder, name), { recursive: true });
  let running;
  try {
    running = await preview(path.resolve(weibao), folder);
    await check({ report, browser, url: running.url, root: folder });
  } finally {
    running?.end();
    rmSync(folder, { recursive: true, force: true });
  }
  return report;
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const [weibao, project] = process.argv.slice(2);
  if (!project) {
    console.error("usage: node serve.mjs WEIBAO PROJECT");
    process.exit(2);
  }
  const browser = await launch();
  const report = await run({ weibao, project, browser }).finally(() => browser.close());
  console.log(`serve: ${report.summary()}`);
  process.exit(report.failed || !report.passed ? 1 : 0);
}
