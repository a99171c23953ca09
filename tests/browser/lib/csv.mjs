// CSV as in RFC 4180, with the byte order mark that Excel and WPS need to read Chinese.

export function parseCsv(bytes) {
  const problems = [];
  if (!(bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf))
    problems.push("does not begin with a byte order mark");
  const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  const rows = [];
  let row = [];
  const cell = /("(?:[^"]|"")*"|[^",\r\n]*)(,|\r\n|\n|$)/y;
  while (cell.lastIndex < text.length) {
    const found = cell.exec(text);
    if (!found) return { value: rows, problems: [...problems, `row ${rows.length + 1} has a stray quote`] };
    const [, content, end] = found;
    row.push(content.startsWith('"') ? content.slice(1, -1).replaceAll('""', '"') : content);
    if (end === "\n") problems.push(`row ${rows.length + 1} does not end in CR LF`);
    if (end !== ",") {
      rows.push(row);
      row = [];
    }
  }
  const columns = rows[0]?.length ?? 0;
  if (new Set(rows[0]).size !== columns) problems.push("two columns have one name");
  rows.forEach(
    (one, at) => one.length === columns || problems.push(`row ${at + 1} has ${one.length} cells, not ${columns}`),
  );
  if (rows.length < 2) problems.push("holds no row");
  return { value: rows, problems };
}
