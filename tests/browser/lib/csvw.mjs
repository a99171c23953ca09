// CSV on the Web: a table against its description (W3C, Model for Tabular Data and Metadata, 2015).

// What is wrong with `rows`, the first of which is the header, by the description of their file.
export function csvwProblems(description, file, rows) {
  const problems = [];
  if (description["@context"]?.[0] !== "http://www.w3.org/ns/csvw")
    problems.push(`@context is ${JSON.stringify(description["@context"])}`);
  if (description.url !== file) problems.push(`describes ${description.url}, not ${file}`);
  const { columns = [], primaryKey = [] } = description.tableSchema ?? {};
  const titles = columns.map((column) => column.titles);
  if (titles.join() !== rows[0]?.join()) problems.push(`has the columns ${titles}, the file ${rows[0]}`);
  const names = columns.map((column) => column.name);
  if (new Set(names).size !== names.length) problems.push("two columns have one name");
  for (const name of names) if (!/^\w+$/.test(name)) problems.push(`${name} cannot be the name of a column`);
  for (const name of primaryKey) if (!names.includes(name)) problems.push(`the key ${name} is no column`);

  const keys = new Set();
  rows.slice(1).forEach((row, at) => {
    columns.forEach((column, ix) => {
      const problem = cellProblem(column, row[ix] ?? "");
      if (problem) problems.push(`row ${at + 2}, ${column.titles}: ${problem}`);
    });
    const key = primaryKey.map((name) => row[names.indexOf(name)]).join("\n");
    if (keys.has(key)) problems.push(`row ${at + 2} has the key of another`);
    keys.add(key);
  });
  return problems;
}

function cellProblem({ datatype, required }, cell) {
  if (cell === "") return required ? "is empty" : undefined;
  const { base = datatype, format, minimum } = typeof datatype === "object" ? datatype : {};
  if (base === "integer" && !/^-?\d+$/.test(cell)) return `“${cell}” is no whole number`;
  if (minimum !== undefined && Number(cell) < Number(minimum)) return `${cell} is less than ${minimum}`;
  if (base === "string" && format && !new RegExp(`^(${format})$`).test(cell)) return `“${cell}” is not ${format}`;
}
