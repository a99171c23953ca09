// Chromium, and a way to go through many pages with a few tabs.

import { existsSync } from "node:fs";
import { availableParallelism } from "node:os";
import { chromium } from "playwright-core";

export const schemes = ["light", "dark"];

export function launch() {
  const executablePath = process.env.CHROMIUM ?? "/usr/bin/chromium";
  if (!existsSync(executablePath)) throw new Error(`no Chromium at ${executablePath}; set CHROMIUM`);
  return chromium.launch({
    executablePath,
    // Root has no sandbox, and only pages of our own are opened. The rest keeps Chromium off the network:
    // no name can be resolved, so a page that asks another site fails here as it would without a line.
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
      "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
    ],
  });
}

// Calls `work(file, page)` for every file, each in a fresh context with its own cookie jar.
export async function eachPage(browser, files, options, work) {
  const queue = [...files];
  const tab = async () => {
    for (let file = queue.shift(); file !== undefined; file = queue.shift()) {
      const context = await browser.newContext(options);
      try {
        const page = await context.newPage();
        page.setDefaultTimeout(20_000);
        await work(file, page);
      } finally {
        await context.close();
      }
    }
  };
  const tabs = Math.min(4, Math.max(2, availableParallelism()));
  await Promise.all(Array.from({ length: tabs }, tab));
}

// Shows the page that is open at another width and in another colour scheme.
export async function show(page, width, colorScheme) {
  await page.setViewportSize({ width, height: width < 600 ? 844 : 900 });
  await page.emulateMedia({ colorScheme });
}
