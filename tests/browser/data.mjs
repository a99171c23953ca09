// The data files are well formed and give the numbers that the pages give.

import Ajv from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import path from "node:path";
import { parseCsv } from "./lib/csv.mjs";
import { csvwProblems } from "./lib/csvw.mjs";
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
  for (const file of site.files.filter((file) => file.startsWith("statistics/data/") && file.endsWith(".csv")))
    statistics(site, report, file);
}

// A table of the statistics: the file, its description, and the page that shows it.
function statistics(site, report, file) {
  const rows = guarded(report, file, () => parseCsv(site.bytes(file))) ?? [];
  const metadata = `${file}-metadata.json`;
  const description = guarded(report, metadata, () => {
    const value = JSON.parse(site.read(metadata));
    return { value, problems: csvwProblems(value, path.posix.basename(file), rows) };
  });
  const name = path.posix.basename(file, ".csv");
  const columns = description?.tableSchema?.columns?.map((column) => column.name) ?? [];
  const problems = [];
  // Counts, and amounts where the table has them, in the order of the tables of the page.
  const numbers = [["value", "status"], ["amount", "amount_status"]].filter(([column]) => columns.includes(column));
  const tables = tablesOfPage(site.read(`statistics/tables/${name}.html`));
  if (tables.length !== numbers.length) problems.push(`the page has ${tables.length} tables, the file ${numbers.length}`);
  numbers.forEach((names, at) => {
    const [value, status] = names.map((column) => columns.indexOf(column));
    const left = count(rows.slice(1).map((row) => (row[status] === "不公布" ? "※" : row[value])));
    for (const [cell, times] of count(tables[at] ?? []))
      if (times > (left.get(cell) ?? 0)) problems.push(`the page shows ${cell} ${times} times, the file ${left.get(cell) ?? 0}`);
    for (const row of rows.slice(1))
      if ((row[value] === "") !== (row[status] === "不公布")) problems.push(`${row.join()} is neither shown nor withheld`);
  });
  report.check(`${file}: the page shows what the file has`, problems);
  report.check(
    `${file}: there is a workbook of it`,
    site.has(file.replace(/csv$/, "xlsx")) && site.bytes(file.replace(/csv$/, "xlsx")).subarray(0, 2).toString() === "PK"
      ? []
      : ["no workbook beside it"],
  );
}

// The numbers in each table of a page, as they would stand in a file.
function tablesOfPage(html) {
  return (html.match(/<table class="counts[^]*?<\/table>/g) ?? []).map((table) => {
    const cells = [...table.matchAll(/<td\b[^>]*>([^]*?)<\/td>/g)].map(([, cell]) => cell.replace(/<[^>]*>/g, ""));
    return cells.map((cell) => (cell.includes("※") ? "※" : cell.replaceAll(",", "").trim()));
  });
}

function count(all) {
  const times = new Map();
  for (const one of all) times.set(one, (times.get(one) ?? 0) + 1);
  return times;
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
