// Feeds follow RFC 4287, sitemaps the protocol of sitemaps.org.

import path from "node:path";
import { fileURLToPath } from "node:url";
import { fileOf } from "./lib/address.mjs";
import { tool } from "./lib/tool.mjs";

export const title = "feeds and sitemaps follow their schema";

const schemas = fileURLToPath(new URL("../schemas/", import.meta.url));

// What the schema language can't say: an XPath that must be true, and the rule it stands for.
const feedRules = [
  [
    `/*/*[local-name()='author'] or not(/*/*[local-name()='entry'][not(*[local-name()='author'])])`,
    "a feed or each of its entries has an author (4.1.1)",
  ],
  [
    `not(//*[local-name()='entry'][*[local-name()='id'] = preceding-sibling::*/*[local-name()='id']])`,
    "two entries have one id (4.2.6)",
  ],
  [`count(/*/*[local-name()='link'][@rel='self']) = 1`, "a feed has one link to itself (4.1.1)"],
  [
    `not(//*[local-name()='entry'][not(*[local-name()='content']) and not(*[local-name()='link'][not(@rel) or @rel='alternate'])])`,
    "an entry without content has an alternate link (4.1.2)",
  ],
  [
    `not(//*[local-name()='entry'][*[local-name()='content'][@src] and not(*[local-name()='summary'])])`,
    "an entry whose content lies elsewhere has a summary (4.1.2)",
  ],
];

export function check({ site, report }) {
  const feeds = site.files.filter((file) => /^feeds\/.+\.xml$/.test(file));
  report.check(
    "feeds",
    ["feeds/policies.xml", "feeds/campaigns.xml"].filter((file) => !site.has(file)).map((file) => `${file} is missing`),
  );
  for (const file of feeds) {
    const problems = schemaProblems(["--relaxng", path.join(schemas, "atom.rng")], site, file);
    for (const [rule, sentence] of feedRules)
      if (xpath(site, file, rule) !== "true") problems.push(`not so: ${sentence}`);
    report.check(file, [...problems, ...deadAddresses(site, file)]);
  }

  const sitemaps = site.files.filter((file) => /^sitemap[^/]*\.xml$/.test(file));
  for (const file of sitemaps) {
    const problems = schemaProblems(["--schema", path.join(schemas, "sitemap.xsd")], site, file);
    if (site.bytes(file).length > 50 * 1024 * 1024) problems.push("is larger than 50 MB");
    report.check(file, [...problems, ...deadAddresses(site, file)]);
  }
  const listed = new Set(sitemaps.flatMap((file) => addresses(site, file)).map((address) => fileOf(site, address)));
  report.check(
    "the sitemap lists the home page and every place",
    ["index.html", ...site.places].filter((file) => !listed.has(file)),
  );
}

function schemaProblems(schema, site, file) {
  const run = tool("xmllint", ["--nonet", "--noout", ...schema, path.join(site.root, file)]);
  return run.ok ? [] : run.err.trim().split("\n").slice(0, -1);
}

const xpath = (site, file, expression) =>
  tool("xmllint", ["--nonet", "--xpath", expression, path.join(site.root, file)]).out.trim();

// Addresses of links, ids and locations that are web addresses.
function addresses(site, file) {
  const list = site.read(file).matchAll(/(?:href="|<loc>|<id>)(https?:[^"<]+)/g);
  return [...list].map(([, address]) => address.replaceAll("&amp;", "&"));
}

function deadAddresses(site, file) {
  return addresses(site, file)
    .map((address) => [address, fileOf(site, address)])
    .filter(([, target]) => target !== undefined && !site.has(target))
    .map(([address]) => `${address} leads nowhere`);
}
