// Ways to break the fixture: in `file`, `replace` is replaced `by` (or the file is removed), and `check` must say `says`.

const north = "hotlines/north.html";
const note = "示例说明。";
const statistics = (name) => `statistics/data/${name}`;
const noise = Array.from(
  { length: 900 },
  (_, at) => ((at * 2654435761) >>> 0).toString(36) + ((at * 40503 * at) >>> 0).toString(36),
).join(" ");

const style = (css) => ({ file: north, replace: "</style>", by: `${css}</style>` });
const add = (html) => ({ file: north, replace: "</main>", by: `${html}</main>` });

export const breakages = [
  { check: "weight", says: "bytes gzipped, 6144 at most", ...add(noise) },
  {
    check: "weight",
    says: "bytes gzipped, 14336 at most",
    file: "index.html",
    replace: "</main>",
    by: `${noise} ${[...noise].reverse().join("")}</main>`,
  },

  { check: "html", says: "element-permitted-content", ...add("<p><span><div></div></span></p>") },
  { check: "html", says: "no-dup-id", ...add('<p id="note"></p>') },
  { check: "html", says: "element-required-attributes", ...add('<img alt="示例">') },

  { check: "xml", says: "feeds/campaigns.xml is missing", file: "feeds/campaigns.xml" },
  {
    check: "xml",
    says: "Expecting an element",
    file: "feeds/policies.xml",
    replace: "<title>示例条目</title>",
    by: "",
  },
  { check: "xml", says: "feeds/policies.xml", file: "feeds/policies.xml", replace: "T00:00:00+08:00", by: "" },
  {
    check: "xml",
    says: "has an author",
    file: "feeds/policies.xml",
    replace: "<author><name>示例市</name></author>",
    by: "",
  },
  { check: "xml", says: "one link to itself", file: "feeds/policies.xml", replace: 'rel="self"', by: 'rel="via"' },
  {
    check: "xml",
    says: "alternate link",
    file: "feeds/policies.xml",
    replace: '<link href="https://portal.example/hotlines/north.html"/>',
    by: "",
  },
  {
    check: "xml",
    says: "leads nowhere",
    file: "feeds/policies.xml",
    replace: '<link href="https://portal.example/hotlines/north.html"/>',
    by: '<link href="https://portal.example/gone.html"/>',
  },
  { check: "xml", says: "Premature end", file: "feeds/policies.xml", replace: "</feed>", by: "" },
  { check: "xml", says: "leads nowhere", file: "sitemap.xml", replace: "north", by: "south" },
  { check: "xml", says: "hotlines/north.html", file: "sitemap.xml", replace: "north", by: "index" },
  { check: "xml", says: "each-address-once", file: "sitemap.xml", replace: "north", by: "index" },
  { check: "xml", says: "lastmod", file: "sitemap.xml", replace: "2026-11-23", by: "23.11.2026" },

  {
    check: "data",
    says: "must match pattern",
    file: "data/hotlines.json",
    replace: "0999-1234567",
    by: "0999 1234567",
  },
  {
    check: "data",
    says: 'must match format "date"',
    file: "data/hotlines.json",
    replace: "2026-11-23",
    by: "2026-13-23",
  },
  { check: "data", says: "is in the CSV only", file: "data/hotlines.csv", replace: "1234567", by: "1234568" },
  { check: "data", says: "byte order mark", file: "data/hotlines.csv", replace: "\ufeff", by: "" },
  { check: "data", says: "does not end in CR LF", file: "data/hotlines.csv", replace: "\r\n", by: "\n" },
  { check: "data", says: "has 3 cells", file: "data/hotlines.csv", replace: "示例北县", by: "示例,北县" },
  { check: "data", says: "does not give 09991234567", file: "data/vcard/north.vcf", replace: "1234567", by: "1234568" },
  { check: "data", says: "has no name", file: "data/hotlines.vcf", replace: "FN:", by: "X:" },
  { check: "data", says: "longer than 75 bytes", file: "data/hotlines.vcf", replace: "热线", by: "热线".repeat(12) },
  {
    check: "data",
    says: "not in data/hotlines.json",
    file: north,
    replace: "tel:0999-1234567",
    by: "tel:0999-7654321",
  },
  { check: "data", says: "has the columns", file: statistics("place.csv"), replace: "公布情况", by: "情况" },
  { check: "data", says: "is no whole number", file: statistics("place.csv"), replace: "1200", by: "12.5" },
  { check: "data", says: "has the key of another", file: statistics("place.csv"), replace: "north", by: "city" },
  { check: "data", says: "is neither shown nor withheld", file: statistics("place.csv"), replace: "north,,", by: "north,3," },
  { check: "data", says: "describes x.csv", file: statistics("place.csv-metadata.json"), replace: "place.csv", by: "x.csv" },
  { check: "data", says: "the page shows 1300", file: "statistics/tables/place.html", replace: "1,200", by: "1,300" },
  { check: "data", says: "the page shows 345679", file: "statistics/tables/place.html", replace: "345,678", by: "345,679" },
  { check: "data", says: "is neither shown nor withheld", file: statistics("place.csv"), replace: "不公布,,", by: "不公布,9," },
  { check: "data", says: "no workbook", file: statistics("place.xlsx") },

  { check: "jsonld", says: "@context is", file: north, replace: "https://schema.org", by: "http://schema.org" },
  { check: "jsonld", says: "@type Phone is not in the table", file: north, replace: "GovernmentService", by: "Phone" },
  { check: "jsonld", says: "GovernmentService has no name", file: north, replace: '"name"', by: '"title"' },
  { check: "jsonld", says: "in no form that can be dialled", file: north, replace: "+86-999-1234567", by: "1234567" },
  { check: "jsonld", says: "not dialled by a link", file: north, replace: "+86-999-1234567", by: "+86-999-1234568" },
  {
    check: "jsonld",
    says: "leads nowhere",
    file: "index.html",
    replace: '"url":"https://portal.example/',
    by: '"url":"https://portal.example/gone',
  },
  { check: "jsonld", says: "no JSON-LD", file: north, replace: "application/ld+json", by: "application/json" },

  { check: "links", says: "leads to no file", ...add('<a href="gone.html">示例</a>') },
  { check: "links", says: "leads to no file", ...add('<a href="../hotlines/">示例</a>') },
  { check: "links", says: "has no anchor #gone", ...add('<a href="../index.html#gone">示例</a>') },
  { check: "links", says: "breaks under a sub-path", ...add('<a href="/index.html">示例</a>') },
  { check: "links", says: "of a kind", ...add('<a href="javascript:void(0)">示例</a>') },
  { check: "links", says: "works only at the root", file: "404.html", replace: "/index.html", by: "index.html" },
  { check: "links", says: "leads to no file", file: "404.html", replace: "/index.html", by: "/gone.html" },
  { check: "links", says: "shows no number to call", file: north, replace: 'class="call"', by: 'class="phone"' },
  { check: "links", says: "Timeout", file: "index.html", replace: "hotlines/north.html", by: "404.html" },

  {
    check: "danger",
    says: "below the first screen",
    file: "help/harmed.html",
    replace: "<main>",
    by: '<main><p style="height:500px"></p>',
  },
  { check: "danger", says: "the first number is tel:0999", file: "help/harmed.html", replace: "tel:110", by: "tel:0999-1234567" },
  { check: "danger", says: "110 is no button", file: "help/harmed.html", replace: 'class="call"', by: 'class="phone"' },
  { check: "danger", says: "no card is marked", file: "help/index.html", replace: "tag full", by: "tag" },

  { check: "pages", says: "scrolls sideways", ...add('<p style="width:1300px">示例</p>') },
  { check: "pages", says: "reaches from", ...add('<p style="margin-left:-30px">示例</p>') },
  {
    check: "pages",
    says: "cuts off its content",
    ...add('<p style="overflow:hidden;width:4em"><span style="display:block;width:9em">示例</span></p>'),
  },
  {
    check: "pages",
    says: "with text twice as large",
    ...add('<p style="width:20rem;white-space:nowrap">示例示例示例示例示例示例示例示例</p>'),
  },
  { check: "pages", says: "does not follow", ...style("body{font-size:18px}") },
  { check: "pages", says: "at 320 px, dark", ...style("@media(prefers-color-scheme:dark){p{width:400px}}") },
  { check: "pages", says: "asks another site", ...add('<img src="https://elsewhere.example/a.png" alt="">') },
  { check: "pages", says: "404: ", ...add('<img src="gone.png" alt="">') },
  { check: "pages", says: "holds <script>", ...add("<script></script>") },
  { check: "pages", says: "console: ", ...add("<script>console.warn('示例')</script>") },
  { check: "pages", says: "error: ", ...add("<script>throw new Error('示例')</script>") },
  { check: "pages", says: "sets the cookie", ...add("<script>document.cookie='a=b'</script>") },
  { check: "pages", says: "onclick> runs a script", ...add('<p onclick="1">示例</p>') },
  { check: "pages", says: "names no icon", file: north, replace: 'rel="icon"', by: 'rel="author"' },
  {
    check: "pages",
    says: "points at another site",
    ...add('<link rel="preconnect" href="https://elsewhere.example">'),
  },

  { check: "type", says: "the base size is 16 px", ...style("body{font-size:16px}") },
  { check: "type", says: "line height of 1.20", ...style("p{line-height:1.2}") },
  { check: "type", says: "is set in 14 px", ...style("#note{font-size:14px}") },
  { check: "type", says: "ends in a lone character", ...style("h1{width:5em;text-wrap:wrap}") },
  {
    check: "type",
    says: "is broken over",
    file: north,
    replace: note,
    by: '<span style="display:block;width:4em">0999-1234567</span>',
  },

  { check: "targets", says: "60 at least", ...style(".call{min-height:50px;line-height:1}") },
  { check: "targets", says: "px high, 48 at least", ...style("nav a{min-height:40px}") },
  {
    check: "targets",
    says: "px wide, 48 at least",
    ...add('<ul><li><a href="#note">二</a></li></ul><style>li>a{min-width:0}</style>'),
  },
  { check: "targets", says: "px high, 48 at least", file: north, replace: note, by: '<a href="#note">示例</a>' },
  { check: "targets", says: "no a.call", file: "hotlines/index.html", replace: 'class="call"', by: 'class="phone"' },

  { check: "axe", says: "color-contrast-enhanced", ...style("p{color:#666}") },
  { check: "axe", says: "390 px, dark", ...style("@media(prefers-color-scheme:dark){p{color:#888}}") },
  { check: "axe", says: "landmark-one-main", file: north, replace: "<main>", by: "<main hidden>" },
  { check: "axe", says: "image-alt", ...add('<img src="">') },
  { check: "axe", says: "heading-order", ...add("<h4>示例</h4>") },

  { check: "print", says: "not A4", ...style("@page{size:A5}") },
  { check: "print", says: "takes 2 sheets", ...style("@media print{#note{height:260mm}}") },
  { check: "print", says: "the address", file: "index.html", replace: "https://portal.example/ ·", by: "" },
  { check: "print", says: "the date", file: "index.html", replace: "· 2026-11-23 ·", by: "" },
  { check: "print", says: "is printed", ...style("@media print{.call,.print{display:none!important}}") },
];
