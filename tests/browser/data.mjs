// The data files are well formed and give the numbers that the pages give.

import Ajv from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { parseCsv } from "./lib/csv.mjs";
import { digits, isLandline } from "./lib/phone.mjs";
import { parseCards } from "./lib/vcard.mjs";

export const title = "data files are valid and agree with the pages";

export function check({ site, report }) {
  const json = guarded(report, "data/hotlines.json", () => {
    const validate = addFormats(new Ajv({ allErrors: true })).compile(
      JSON.parse(site.read("data/hotlines.schema.json")),
    );
    const data = JSON.parse(site.read("data/hotlines.json"));
    validate(data);
    return {
      value: data,
      problems: (validate.errors ?? []).map((error) => `${error.instancePath || "/"} ${error.message}`),
    };
  });
  const csv = guarded(report, "data/hotlines.csv", () => parseCsv(site.bytes("data/hotlines.csv")));
  const cards = site.files.filter((file) => file.endsWith(".vcf"));
  const numbers = new Map(cards.map((file) => [file, guarded(report, file, () => parseCards(site.bytes(file))) ?? []]));

  const inJson = new Set(strings(json).filter(isLandline).map(digits));
  const inCsv = new Set((csv ?? []).flat().filter(isLandline).map(digits));
  report.check(
    "CSV and JSON give the same numbers",
    inJson.size === 0 ? ["no number found"] : difference(inJson, inCsv),
  );
  for (const file of site.places) {
    const main = numberToCall(site.read(file));
    const card = file.replace("hotlines/", "data/vcard/").replace(".html", ".vcf");
    const problems = [];
    if (!inJson.has(main)) problems.push(`its number to call “${main}” is not in data/hotlines.json`);
    if (!numbers.get(card)?.includes(main)) problems.push(`${card} does not give ${main}`);
    if (!numbers.get("data/hotlines.vcf")?.includes(main)) problems.push(`data/hotlines.vcf does not give ${main}`);
    report.check(`${file}: the number is the same everywhere`, problems);
  }
}

// The number that the page of a place puts first.
function numberToCall(html) {
  const calls = (html.match(/<a\b[^>]*>/g) ?? []).filter((tag) => /\bclass="?[^">]*\bcall\b/.test(tag));
  return digits(calls.map((tag) => /\bhref="?(tel:[\d+-]+)/.exec(tag)?.[1]).find(Boolean) ?? "");
}

// Runs a parser that gives a value and problems; an exception is a problem too.
function guarded(report, name, parse) {
  try {
    const { value, problems } = parse();
    report.check(name, problems);
    return value;
  } catch (error) {
    report.check(name, [error.message]);
  }
}

function strings(value) {
  if (typeof value === "string") return [value];
  return value && typeof value === "object" ? Object.values(value).flatMap(strings) : [];
}

function difference(left, right) {
  return [
    ...[...left].filter((one) => !right.has(one)).map((one) => `${one} is in the JSON only`),
    ...[...right].filter((one) => !left.has(one)).map((one) => `${one} is in the CSV only`),
  ];
}
