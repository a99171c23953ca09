// Every page is valid HTML.

import path from "node:path";
import { HtmlValidate } from "html-validate";

export const title = "HTML is valid";

const config = {
  root: true,
  extends: ["html-validate:recommended", "html-validate:document"],
  rules: {
    // `<!doctype html>` in any case is the same (HTML Standard, 13.1.1).
    "doctype-style": "off",
    // An id may hold any character but white space (HTML Standard, 3.2.6): a Chinese heading has a Chinese id.
    "valid-id": ["error", { relaxed: true }],
    // The rule asks for U+2011 in numbers; such a number can't be pasted into a dialler.
    // type.mjs measures that a number stays on one line.
    "tel-non-breaking": "off",
    // A Chinese policy is called by its full name, and the site's name follows.
    "long-title": ["error", { maxlength: 100 }],
    // Positions in a picture that is drawn with HTML come from data.
    "no-inline-style": ["error", { allowedProperties: ["inset-inline-start", "left", "width", "inline-size"] }],
  },
};

export async function check({ site, report }) {
  const validator = new HtmlValidate(config);
  for (const file of site.pages) {
    const result = await validator.validateFile(path.join(site.root, file));
    const messages = result.results.flatMap((one) => one.messages);
    report.check(
      file,
      messages.map((message) => `${message.line}:${message.column} ${message.message} (${message.ruleId})`),
    );
  }
}
