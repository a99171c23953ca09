// Runs the checks over a built site.
//
// usage: node run.mjs [--as-of YYYY-MM-DD] SITE [CHECK…]     all checks unless some are named

import { pathToFileURL } from "node:url";
import { launch } from "./lib/browser.mjs";
import { Report } from "./lib/report.mjs";
import { serve } from "./lib/server.mjs";
import { openSite } from "./lib/site.mjs";

// Cheap checks first.
export const checks = [
  "weight", "css", "html", "xml", "data", "jsonld", "links", "danger", "pages", "type", "targets", "axe", "print", "webkit",
];

// Runs the checks called `names`; over some pages only, where `pages` lists them.
export async function run(folder, { browser, names = checks, pages, asOf, print }) {
  const site = openSite(folder);
  if (pages) site.pages = site.pages.filter((file) => pages.includes(file));
  const report = new Report(print);
  const server = await serve(site.root, new URL(site.base).pathname);
  try {
    for (const name of names) {
      if (!checks.includes(name)) throw new Error(`no check is called ${name}; there are: ${checks.join(", ")}`);
      const { title, check } = await import(`./${name}.mjs`);
      const before = { passed: report.passed, failed: report.failed, time: Date.now() };
      report.print(`${name}: ${title}`);
      await check({ site, server, browser, report, asOf });
      const seconds = ((Date.now() - before.time) / 1000).toFixed(1);
      report.print(`  ${report.passed - before.passed} passed, ${report.failed - before.failed} failed (${seconds} s)`);
    }
  } finally {
    server.close();
  }
  return report;
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const args = process.argv.slice(2);
  const at = args.indexOf("--as-of");
  const asOf = at < 0 ? undefined : args.splice(at, 2)[1];
  const [folder, ...names] = args;
  if (!folder) {
    console.error("usage: node run.mjs [--as-of YYYY-MM-DD] SITE [CHECK…]");
    process.exit(2);
  }
  const browser = await launch();
  const report = await run(folder, { browser, asOf, names: names.length ? names : checks }).finally(() =>
    browser.close(),
  );
  console.log(report.summary());
  process.exit(report.failed || !report.passed ? 1 : 0);
}
