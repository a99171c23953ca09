// Runs the checks over a built site.
//
// usage: node run.mjs [--as-of YYYY-MM-DD] SITE [CHECK…]     all checks unless some are named

import { pathToFileURL } from "node:url";
import { launch } from "./lib/browser.mjs";
import { Report } from "./lib/report.mjs";
import { serve } from "./lib/server.mjs";
import { openSite } from "./lib/site.mjs";

// Cheap checks first.
export const checks = ["weight", "html", "xml", "data", "jsonld", "links", "pages", "type", "targets", "axe", "print"];

export async function run(folder, { names = checks, asOf, print } = {}) {
  const site = openSite(folder);
  const report = new Report(print);
  const server = await serve(site.root, new URL(site.base).pathname);
  const browser = await launch();
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
    await browser.close();
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
  const report = await run(folder, { asOf, names: names.length ? names : checks });
  console.log(report.summary());
  process.exit(report.failed || !report.passed ? 1 : 0);
}
