// A page comes in one response over a bad line: HTML and style sheets, gzipped.

import path from "node:path";
import { gzipSync } from "node:zlib";

export const title = "pages are light";

// Ten TCP segments, the first flight of a connection, carry some 14 KB.
const limit = 14 * 1024;
const placeLimit = 6 * 1024;

export function check({ site, report }) {
  for (const file of site.pages) {
    const bytes = [file, ...sheets(site, file)].reduce(
      (sum, part) => sum + gzipSync(site.bytes(part), { level: 9 }).length,
      0,
    );
    const most = site.places.includes(file) ? placeLimit : limit;
    report.check(file, bytes > most ? [`weighs ${bytes} bytes gzipped, ${most} at most`] : []);
  }
}

function sheets(site, file) {
  const links = site.read(file).match(/<link\b[^>]*>/gi) ?? [];
  return links
    .filter((link) => /\brel="?stylesheet/i.test(link))
    .map((link) => path.posix.join(path.posix.dirname(file), /\bhref="?([^"\s>]+)/i.exec(link)[1]))
    .filter((sheet) => site.has(sheet));
}
