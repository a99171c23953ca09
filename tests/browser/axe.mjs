// axe-core finds nothing: WCAG 2.2 A and AA, AAA where axe has a rule (contrast of 7:1), best practice.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { eachPage, schemes, show } from "./lib/browser.mjs";

export const title = "axe-core finds nothing, in light and dark";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const options = {
  runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "wcag2aaa", "best-practice"],
  // Off unless asked for by name.
  rules: { "color-contrast-enhanced": { enabled: true }, "target-size": { enabled: true } },
  resultTypes: ["violations"],
};

export async function check({ site, server, browser, report }) {
  await eachPage(browser, site.pages, {}, async (file, page) => {
    await page.goto(server.url + file);
    await page.evaluate(axe);
    for (const width of [390, 1280]) {
      for (const scheme of schemes) {
        await show(page, width, scheme);
        const { violations } = await page.evaluate((options) => window.axe.run(document, options), options);
        report.check(`${file} at ${width} px, ${scheme}`, violations.flatMap(sentences));
      }
    }
  });
}

const sentences = ({ id, help, nodes }) =>
  nodes.map(
    (node) =>
      `${id}: ${help} (${node.target.join(" ")})${id.startsWith("color") ? ` ${node.any[0]?.message ?? ""}` : ""}`,
  );
