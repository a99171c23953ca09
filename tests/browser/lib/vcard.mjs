// vCard 3.0 (RFC 2426) and 4.0 (RFC 6350): line ends, folding, the properties that must be there.

import { digits } from "./phone.mjs";

// The value is the list of the telephone numbers, as digits.
export function parseCards(bytes) {
  const problems = [];
  const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  if (/(^|[^\r])\n/.test(text)) problems.push("a line does not end in CR LF");
  for (const line of text.split("\r\n"))
    if (Buffer.byteLength(line) > 75) problems.push(`a line is longer than 75 bytes: ${line}`);

  const cards = text
    .replace(/\r?\n[ \t]/g, "")
    .split(/(?<=^END:VCARD)\r?\n/m)
    .filter((card) => card !== "");
  if (cards.length === 0) problems.push("holds no card");
  const numbers = cards.flatMap((card) => {
    const values = (name) =>
      [...card.matchAll(new RegExp(`^${name}(?:;[^:\r\n]*)?:(.*?)\r?$`, "gm"))].map(([, value]) => value);
    const version = values("VERSION")[0];
    if (!/^BEGIN:VCARD\r?\nVERSION:(3|4)\.0\r?\n/.test(card) || !card.endsWith("END:VCARD"))
      problems.push("a card lacks BEGIN, VERSION or END");
    if (!values("FN")[0]) problems.push("a card has no name (FN)");
    if (version === "3.0" && !values("N").length) problems.push("a card of version 3.0 has no N");
    const telephones = values("TEL").map(digits);
    if (!telephones.length || telephones.includes("")) problems.push("a card has no telephone number");
    return telephones;
  });
  return { value: numbers, problems };
}
