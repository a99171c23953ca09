// Structured data has the shape that schema.org gives it, and says what the page says.

import { fileOf } from "./lib/address.mjs";
import { digits } from "./lib/phone.mjs";

export const title = "structured data has its shape";

// The types the site may use, and what each can't do without.
const needed = {
  AdministrativeArea: ["name"],
  Article: ["headline"],
  BreadcrumbList: ["itemListElement"],
  City: ["name"],
  CollectionPage: ["name", "url"],
  ContactPoint: ["telephone"],
  DataDownload: ["contentUrl", "encodingFormat"],
  Dataset: ["name", "description"],
  DefinedTerm: ["name"],
  EmergencyService: ["name", "telephone"],
  GovernmentOffice: ["name"],
  Audience: ["audienceType"],
  GovernmentOrganization: ["name"],
  Project: ["name"],
  GovernmentService: ["name"],
  HowTo: ["name", "step"],
  HowToStep: ["text"],
  ImageObject: ["url"],
  ItemList: ["itemListElement"],
  Legislation: ["name"],
  ListItem: ["position"],
  NGO: ["name"],
  Organization: ["name"],
  Place: ["name"],
  PropertyValue: ["value"],
  Service: ["name"],
  ServiceChannel: [],
  WebPage: ["name", "url"],
  WebSite: ["name", "url"],
};
// With the country's code, or as it is dialled in the country, or a short number.
const telephone = /^(\+86-\d{2,3}-\d{7,8}|0\d{2,3}-\d{7,8}|\d{3,5})$/;
const date = /^\d{4}(-\d{2}(-\d{2}(T\d{2}:\d{2}(:\d{2})?(Z|[+-]\d{2}:\d{2}))?)?)?$/;

export function check({ site, report }) {
  for (const file of site.pages) {
    const html = site.read(file);
    const blocks = [...html.matchAll(/<script type="?application\/ld\+json"?>(.*?)<\/script>/gs)];
    blocks.forEach(([, block]) => report.check(file, blockProblems(site, html, block)));
    if (["index.html", ...site.places].includes(file))
      report.check(`${file} has structured data`, blocks.length ? [] : ["no JSON-LD"]);
  }
}

function blockProblems(site, html, block) {
  const problems = [];
  let root;
  try {
    root = JSON.parse(block);
  } catch (error) {
    return [error.message];
  }
  if (root["@context"] !== "https://schema.org") problems.push(`@context is ${root["@context"]}`);
  const dialled = [...html.matchAll(/href="?(tel:[\d+-]+)/g)].map(([, link]) => digits(link));
  for (const thing of things(root)) {
    const type = thing["@type"];
    if (type === undefined && (thing["@graph"] || thing["@id"])) continue;
    if (!needed[type]) problems.push(`@type ${type} is not in the table`);
    for (const key of needed[type] ?? []) if (isEmpty(thing[key])) problems.push(`${type} has no ${key}`);
    for (const [key, value] of Object.entries(thing)) problems.push(...valueProblems(site, dialled, type, key, value));
  }
  return problems;
}

function valueProblems(site, dialled, type, key, value) {
  if (value === null || value === "") return [`${type}.${key} is empty`];
  if (typeof value !== "string") return [];
  if (key === "telephone") {
    if (!telephone.test(value)) return [`telephone ${value} is in no form that can be dialled`];
    return dialled.includes(digits(value)) ? [] : [`telephone ${value} is not dialled by a link of the page`];
  }
  if (["url", "@id", "item", "contentUrl", "image", "mainEntityOfPage"].includes(key)) {
    if (!/^https?:\/\//.test(value)) return [`${type}.${key} ${value} is not an absolute address`];
    const target = fileOf(site, value);
    return target === undefined || site.has(target) ? [] : [`${type}.${key} ${value} leads nowhere`];
  }
  return /^date|^legislationDate/.test(key) && !date.test(value) ? [`${type}.${key} ${value} is not a date`] : [];
}

function things(value) {
  if (Array.isArray(value)) return value.flatMap(things);
  return value && typeof value === "object" ? [value, ...Object.values(value).flatMap(things)] : [];
}

const isEmpty = (value) =>
  value === undefined || value === null || value === "" || (Array.isArray(value) && !value.length);
