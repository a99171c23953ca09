// The built site as files: what lies where, and at which address it says it stands.

import { existsSync, readFileSync, readdirSync, statSync } from "node:fs";
import path from "node:path";

export function openSite(folder) {
  const root = path.resolve(folder);
  if (!existsSync(path.join(root, "index.html"))) throw new Error(`${root} holds no built site: index.html is missing`);
  const files = walk(root, "").sort();
  const read = (file) => readFileSync(path.join(root, file), "utf8");
  // A job ticket is for a print shop and opened from a disk: no page of the site.
  const pages = files.filter((file) => file.endsWith(".html") && !file.endsWith(".ticket.html"));
  return {
    root,
    files,
    pages,
    // The pages of the places, where help is one touch away.
    places: pages.filter((file) => /^hotlines\/.+\.html$/.test(file) && file !== "hotlines/index.html"),
    has: (file) => files.includes(file),
    read,
    bytes: (file) => readFileSync(path.join(root, file)),
    base: baseUrl(files.includes("robots.txt") ? read("robots.txt") : ""),
  };
}

// robots.txt is the one file that must give an absolute address of a file at the site's root.
function baseUrl(robots) {
  const line = /^Sitemap:\s*(https?:\/\/\S+\/)sitemap\.xml\s*$/m.exec(robots);
  if (!line) throw new Error("robots.txt has no line `Sitemap: https://…/sitemap.xml`");
  return line[1];
}

function walk(root, folder) {
  return readdirSync(path.join(root, folder)).flatMap((name) => {
    const file = folder ? `${folder}/${name}` : name;
    return statSync(path.join(root, file)).isDirectory() ? walk(root, file) : [file];
  });
}
