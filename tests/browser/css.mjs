// No rule that an older browser drops takes something away there: Safari 12 and Chromium 60 are the floor.
//
// What such a browser does not know it ignores, which is fine where the page only looks plainer. It is not
// fine where a colour, a line, a place or a whole list of selectors goes with it.

import * as css from "css-tree";

export const title = "older browsers drop nothing that hides something";

// What came after the floor, by the version of Safari and of Chromium that brought it.
const functions = new Map([
  ["min", "11.1 / 79"],
  ["max", "11.1 / 79"],
  ["clamp", "13.1 / 79"],
  ["color-mix", "16.2 / 111"],
  ["color", "10 / 111"],
  ["light-dark", "17.5 / 123"],
  ["lab", "15 / 111"],
  ["lch", "15 / 111"],
  ["oklab", "15.4 / 111"],
  ["oklch", "15.4 / 111"],
  ["hwb", "15 / 101"],
  ["env", "11 / 69"],
  ["anchor", "26 / 125"],
  ["round", "15.4 / 125"],
  ["mod", "15.4 / 125"],
  ["rem", "15.4 / 125"],
  ["abs", "15.4 / 138"],
  ["sign", "15.4 / 138"],
]);
const units = /^([sld]v(w|h|i|b|min|max)|cq(w|h|i|b|min|max)|lh|rlh|cap|ic)$/;
const pseudoClasses = /^(is|where|has|focus-visible|focus-within|any-link|dir|user-valid|user-invalid|open|popover-open|modal)$/;
const known = new Set(["focus-within"]);
const atRules = new Set(["layer", "scope", "starting-style"]);
// Losing one of these takes away what is read or touched; losing another only moves things.
const shown = /^(--.+|color|fill|stroke|background(-color|-image)?|border(-(top|right|bottom|left))?(-(color|style))?|outline|display|visibility|opacity|clip|clip-path|position|inset(-.+)?|top|right|bottom|left|transform|width|height|max-width|max-height|z-index|content|overflow)$/;
// Shorthands of properties that the floor has not: it knows their first part alone.
const shorthands = new Map([
  ["text-decoration", /^(none|inherit|initial|unset|(underline|overline|line-through)(\s+(underline|overline|line-through))*)$/],
  ["overflow", /^\S+$/],
  ["place-items", /^$/],
  ["place-content", /^$/],
  ["place-self", /^$/],
  ["inset", /^$/],
]);

export async function check({ site, report }) {
  const told = new Map();
  const problemsOf = (text, context) => {
    const key = context + text;
    if (!told.has(key)) told.set(key, [...problems(text, context)]);
    return told.get(key);
  };
  for (const file of site.files.filter((name) => /\.(css|html|svg)$/.test(name))) {
    const text = site.read(file);
    const found = new Set();
    for (const [sheet, context] of file.endsWith(".css") ? [[text, "stylesheet"]] : styles(text))
      for (const problem of problemsOf(sheet, context)) found.add(problem);
    report.check(file, [...found]);
  }
}

// The style sheets and the style attributes of a page.
function* styles(html) {
  for (const [, text] of html.matchAll(/<style\b[^>]*>(.*?)<\/style>/gis)) yield [text, "stylesheet"];
  for (const [, , text] of html.matchAll(/<[a-z][^<>]*\sstyle=(["'])(.*?)\1/gis)) yield [text, "declarationList"];
}

function* problems(text, context) {
  const broken = [];
  const onParseError = (error) => broken.push(`cannot be read: ${error.message}`);
  const tree = css.parse(text, { context, parseCustomProperty: true, onParseError });
  yield* broken;
  if (context === "stylesheet") yield* rules(tree.children, { asked: false });
  else yield* declarations(tree.children, "style=", { asked: false });
}

// `asked`: within an @supports, where a browser has said that it knows.
function* rules(nodes, { asked }) {
  for (const node of nodes) {
    if (node.type === "Atrule") {
      const name = node.name.toLowerCase();
      const prelude = node.prelude ? css.generate(node.prelude) : "";
      if (atRules.has(name)) yield `@${name} ${prelude}: older browsers drop all that is in it`;
      if (name === "media" && /[<>]=?|=/.test(prelude)) yield `@media ${prelude}: older browsers know min- and max- only`;
      if (node.block && name !== "font-face" && name !== "page")
        yield* rules(node.block.children, { asked: asked || name === "supports" });
    } else if (node.type === "Rule") {
      const selectors = css.generate(node.prelude);
      if (!asked) yield* dropped(node.prelude, selectors);
      yield* declarations(node.block.children, selectors, { asked });
    }
  }
}

// A list of selectors is dropped as a whole for one that is not known.
function* dropped(prelude, selectors) {
  if (prelude.type !== "SelectorList") return;
  const newer = prelude.children.toArray().map((selector) => newerPseudo(selector));
  const names = newer.filter((name) => name !== undefined);
  if (names.length > 0 && names.length < newer.length)
    yield `${selectors}: older browsers do not know :${names[0]} and drop the other selectors with it`;
}

function newerPseudo(selector) {
  const found = css.find(
    selector,
    ({ type, name }) => type === "PseudoClassSelector" && pseudoClasses.test(name) && !known.has(name),
  );
  return found?.name;
}

function* declarations(nodes, selectors, { asked }) {
  const plain = new Set();
  for (const node of nodes) {
    if (node.type === "Rule" || (node.type === "Atrule" && node.block)) {
      yield `${selectors}: a rule within a rule is dropped by older browsers`;
      continue;
    }
    if (node.type !== "Declaration") continue;
    const property = node.property.toLowerCase();
    const value = css.generate(node.value).trim();
    const where = `${selectors}{${property}:${value}}`;
    // With var() in it the value is taken as it is read, and found wanting too late for what stood before.
    const late = /\bvar\(/.test(value);
    const allowed = shorthands.get(property);
    const newer = allowed && !allowed.test(value) ? "more than its first part" : newerPart(node.value);
    if (newer === undefined) {
      plain.add(property);
    } else if (!asked && (allowed || shown.test(property)) && (late || !plain.has(property))) {
      const help = allowed ? "write its parts one by one" : "put a value before it that they know, or use @supports";
      yield `${where}: older browsers do not know ${newer} and drop it; ${help}`;
    }
  }
}

function newerPart(value) {
  const found = css.find(
    value,
    (node) =>
      (node.type === "Function" && functions.has(node.name.toLowerCase())) ||
      (node.type === "Dimension" && units.test(node.unit.toLowerCase())),
  );
  if (found?.type === "Function") return `${found.name}() (Safari / Chromium ${functions.get(found.name.toLowerCase())})`;
  if (found?.type === "Dimension") return `the unit ${found.unit}`;
}
