// Proves that every check can fail: breaks a small site in one way at a time, and the check must say so.
//
// usage: node selftest/run.mjs

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { launch } from "../lib/browser.mjs";
import { run } from "../run.mjs";
import { breakages } from "./breakages.mjs";
import { fixture } from "./fixture.mjs";

const browser = await launch();
const asOf = "2026-11-23";
const folder = mkdtempSync(path.join(tmpdir(), "weibao-selftest-"));
process.on("exit", () => rmSync(folder, { recursive: true, force: true }));

function write(files, to) {
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(to, file)), { recursive: true });
    writeFileSync(path.join(to, file), text);
  }
  return to;
}

// The fixture with one text replaced, or with one file removed.
function broken({ file, replace, by }) {
  const files = fixture();
  if (replace === undefined) delete files[file];
  else if (files[file].includes(replace)) files[file] = files[file].replace(replace, () => by);
  else throw new Error(`${file} holds no ${replace}`);
  return files;
}

// Checks that look at one page at a time need only the broken one.
const pagesFor = ({ check, file }) =>
  ["weight", "html", "pages", "type", "targets", "axe", "print", "webkit"].includes(check) ? [file] : undefined;

const quiet = () => {};
let failed = 0;
const tell = (good, name, detail) => {
  if (good) return;
  failed += 1;
  console.log(`  ✗ ${name}\n${detail.join("\n")}`);
};

const sound = await run(write(fixture(), path.join(folder, "sound")), { browser, asOf, print: quiet });
tell(sound.failed === 0 && sound.passed > 0, "the sound site passes", sound.lines);
for (const [at, one] of breakages.entries()) {
  const report = await run(write(broken(one), path.join(folder, String(at))), {
    browser,
    names: [one.check],
    pages: pagesFor(one),
    asOf,
    print: quiet,
  });
  const told = report.failed > 0 && report.lines.some((line) => line.includes(one.says));
  tell(told, `${one.check} does not say “${one.says}”`, report.lines);
}
await browser.close();
console.log(`${1 + breakages.length - failed} passed, ${failed} failed`);
process.exitCode = failed ? 1 : 0;
