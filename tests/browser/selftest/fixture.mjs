// A small site that every check passes, as file contents. Places and numbers are made up.

const base = "https://portal.example/";
const css = `:root{color-scheme:light dark}
body{margin:0;font:1.125rem/1.7 sans-serif;color:#111;background:#fff}
main,header,footer{max-width:40rem;margin:auto;padding:1rem}
h1{line-height:1.3;text-wrap:balance}
a{color:#003a8c}
nav a,li>a{display:inline-flex;align-items:center;min-height:48px;min-width:48px}
.call{display:flex;align-items:center;min-height:60px;font-size:min(1.5rem,9vw);white-space:nowrap}
.print{display:none}
@media(prefers-color-scheme:dark){body{color:#eee;background:#111}a{color:#9cf}}
@media print{@page{size:A4;margin:15mm}.print{display:block}}`;

function page(file, up, title, main, jsonLd = "") {
  const address = base + (file === "index.html" ? "" : file);
  const data =
    jsonLd &&
    `<script type="application/ld+json">${JSON.stringify({ "@context": "https://schema.org", ...jsonLd })}</script>\n`;
  return `<!DOCTYPE html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<link rel="canonical" href="${address}">
<link rel="icon" href="data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg'/%3E">
<style>${css}</style>
${data}</head>
<body>
<header><nav aria-label="主导航"><a href="${up}index.html">首页</a> <a href="${up}hotlines/index.html">热线</a></nav></header>
<main>
<h1>${title}</h1>
${main}
<p class="print">${address} · 2026-11-23 · 0999-1234567</p>
</main>
<footer><p>示例数据,见<a href="${up}data/hotlines.json">数据文件</a>。</p></footer>
</body>
</html>
`;
}

const call = '<a class="call" href="tel:0999-1234567">0999-1234567</a>';
const north = '<ul>\n<li><a href="hotlines/north.html">示例北县</a></li>\n</ul>';

function feed(name) {
  return `<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="zh-CN">
<id>${base}feeds/${name}.xml</id>
<title>示例</title>
<updated>2026-11-23T00:00:00+08:00</updated>
<author><name>示例市</name></author>
<link rel="self" type="application/atom+xml" href="${base}feeds/${name}.xml"/>
<entry>
<id>${base}hotlines/north.html</id>
<title>示例条目</title>
<updated>2026-11-23T00:00:00+08:00</updated>
<link href="${base}hotlines/north.html"/>
<summary>示例</summary>
</entry>
</feed>
`;
}

const card = [
  "BEGIN:VCARD",
  "VERSION:4.0",
  "FN:示例北县热线",
  "TEL;VALUE=uri:tel:+86-999-1234567",
  "END:VCARD",
  "",
].join("\r\n");
const locations = ["", "hotlines/index.html", "hotlines/north.html", "help/index.html", "help/harmed.html", "statistics/tables/place.html"].map(
  (file) => `<url><loc>${base}${file}</loc><lastmod>2026-11-23</lastmod></url>`,
);

const counts = `<table class="counts">
<caption>按地区分</caption>
<thead><tr><th scope="col">地区</th><th scope="col">数量(人)</th></tr></thead>
<tbody><tr><th scope="row">示例市</th><td>1,200</td></tr><tr><th scope="row">示例北县</th><td>※<span class="print">不公布</span></td></tr></tbody>
</table>
<table class="counts">
<caption>救助金，按地区分</caption>
<thead><tr><th scope="col">地区</th><th scope="col">救助金(元)</th></tr></thead>
<tbody><tr><th scope="row">示例市</th><td>345,678</td></tr><tr><th scope="row">示例北县</th><td>※<span class="print">不公布</span></td></tr></tbody>
</table>`;
const column = (name, titles, datatype, required) => ({ name, titles, datatype, required });

export const fixture = () => ({
  "index.html": page("index.html", "", "示例首页", `${call}\n${north}`, {
    "@type": "WebSite",
    name: "示例",
    url: base,
  }),
  "hotlines/index.html": page("hotlines/index.html", "../", "示例热线", call + north.replaceAll("hotlines/", "")),
  "hotlines/north.html": page(
    "hotlines/north.html",
    "../",
    "示例北县热线",
    `${call}\n<p id="note">示例说明。</p>\n<a class="call" href="../data/vcard/north.vcf">名片</a>`,
    {
      "@type": "GovernmentService",
      name: "示例北县热线",
      telephone: "+86-999-1234567",
    },
  ),
  "help/index.html": page(
    "help/index.html",
    "../",
    "示例帮助",
    `<ul>\n<li class="card"><a href="harmed.html">示例侵害</a> <i class="tag full">可能有危险</i></li>\n</ul>\n${call}`,
  ),
  "help/harmed.html": page(
    "help/harmed.html",
    "../",
    "示例侵害",
    `<a class="call" href="tel:110">110</a>\n${call}`,
  ),
  "statistics/tables/place.html": page("statistics/tables/place.html", "../../", "示例统计", `${call}\n${counts}`),
  "statistics/data/place.csv": "\ufeff地区编号,数量(人),公布情况,救助金(元),数额公布情况\r\ncity,1200,公布,345678,公布\r\nnorth,,不公布,,不公布\r\n",
  "statistics/data/place.csv-metadata.json": JSON.stringify({
    "@context": ["http://www.w3.org/ns/csvw"],
    url: "place.csv",
    tableSchema: {
      columns: [
        column("place", "地区编号", "string", true),
        column("value", "数量(人)", { base: "integer", minimum: "0" }, false),
        column("status", "公布情况", { base: "string", format: "公布|不公布" }, true),
        column("amount", "救助金(元)", { base: "integer", minimum: "0" }, false),
        column("amount_status", "数额公布情况", { base: "string", format: "公布|不公布" }, true),
      ],
      primaryKey: ["place"],
    },
  }),
  "statistics/data/place.xlsx": "PK",
  "404.html": page("404.html", "/", "没有这一页", call),
  "robots.txt": `User-agent: *\nAllow: /\nSitemap: ${base}sitemap.xml\n`,
  "sitemap.xml": `<?xml version="1.0" encoding="utf-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">${locations.join("")}</urlset>\n`,
  "feeds/policies.xml": feed("policies"),
  "feeds/campaigns.xml": feed("campaigns"),
  "data/hotlines.json": JSON.stringify({
    hotlines: [{ place: "north", number: "0999-1234567", verified: "2026-11-23" }],
  }),
  "data/hotlines.schema.json": JSON.stringify({
    $schema: "https://json-schema.org/draft/2020-12/schema",
    type: "object",
    required: ["hotlines"],
    properties: {
      hotlines: {
        type: "array",
        items: {
          type: "object",
          required: ["number"],
          properties: {
            number: { type: "string", pattern: "^[0-9-]+$" },
            verified: { type: "string", format: "date" },
          },
        },
      },
    },
  }),
  "data/hotlines.csv": "\ufeff地点,号码\r\n示例北县,0999-1234567\r\n",
  "data/hotlines.vcf": card,
  "data/vcard/north.vcf": card,
});
