//! A text back into a release: form, order of the cells, and seal.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use jiff::civil::Date;

use super::{
    About, Counting, Protection, Release, Sample, Withheld,
    lines::{Reader, problem},
    text::{FIRST, WITHHELD, seal},
};
use crate::{
    diagnostic::{Code, Diagnostic, Lines},
    stats::model::{
        self, Amount, Axis, Design, Dimension, Dominance, LARGEST, Method, Shown, Table,
    },
};

/// The first line of releases that are not read any more.
const EARLIER: &str = "weibao-release\t1";
/// Cells of one table that are read.
const MOST_CELLS: usize = 2_000_000;
/// Dimensions and tables that are read: what they take together grows faster than their number.
const MOST_DIMENSIONS: usize = 64;
const MOST_TABLES: usize = 500;
/// Bytes of the line of a cell, at least.
const CELL: usize = "cell\tx\n".len();

impl Release {
    /// Reads a release. `None` if it cannot be used; then at least one of the diagnostics is an error.
    pub fn parse(file: &Arc<str>, text: &str) -> (Option<Release>, Vec<Diagnostic>) {
        let lines = Lines::new(file.clone(), text);
        let mut reader = Reader::of(&lines);
        let release = reader.release();
        let mut told = reader.told;
        if release.is_none() && told.is_empty() {
            told.push(problem(&lines, 0..0, "this is not a release", "这不是统计发布文件"));
        }
        match told.is_empty() {
            true => (release, told),
            false => (None, told),
        }
    }
}

impl Reader<'_, '_> {
    fn release(&mut self) -> Option<Release> {
        let first = self.next().map(|fields| fields.join("\t")).unwrap_or_default();
        if first == EARLIER {
            return self.wrong(
                "this release is of an earlier form, which told too much of how it was made and does not say what its \
                 dimensions are read from",
                "这是旧格式的发布文件：它透露了制作过程，也没有写明各维度取自哪一列",
            );
        }
        if first != FIRST {
            return self.wrong(
                "this is not a release of a form that is known",
                "这不是可以读取的统计发布文件",
            );
        }
        self.check_seal()?;
        let (about, protection, amount) = self.head()?;
        let dimensions = self.dimensions()?;
        let mut design = Design { dimensions, tables: Vec::new(), amount };
        let (mut shown, mut amounts) = (Vec::new(), Vec::new());
        while self.peek().is_some_and(|fields| fields[0] == "table") {
            let table = self.table(&design)?;
            let (counts, sums) = self.cells(&design, &table)?;
            shown.push(counts);
            amounts.push(sums);
            design.tables.push(table);
        }
        self.need("seal")?;
        if design.tables.is_empty() || self.at != self.lines.text.len() {
            return self.wrong(
                "a release ends with its seal, after its tables",
                "发布文件应当在表格之后以封签结尾",
            );
        }
        let release = Release { about, design, shown, amounts, protection };
        self.check_number(&release)?;
        Some(release)
    }

    /// The head says how many cells are withheld.
    fn check_number(&mut self, release: &Release) -> Option<()> {
        let (mut all, mut withheld) = (HashSet::new(), HashSet::new());
        let (mut amounts, mut none) = (HashSet::new(), HashSet::new());
        for index in 0..release.design.tables.len() {
            let suppressed = release.design.tables[index].method == Method::Suppress;
            for (key, shown) in release.table(index).cells().filter(|_| suppressed) {
                if shown == Shown::Withheld {
                    withheld.insert(key.clone());
                }
                all.insert(key);
            }
            for (key, amount) in release.table(index).amounts() {
                if amount.is_none() {
                    none.insert(key.clone());
                }
                amounts.insert(key);
            }
        }
        let said = release.protection.amounts.map_or((0, 0), |of| (of.withheld, of.cells));
        if (withheld.len(), all.len()) == (release.protection.withheld, release.protection.cells)
            && (none.len(), amounts.len()) == said
        {
            return Some(());
        }
        self.told.push(
            Diagnostic::new(
                Code::ReleaseContradiction,
                "the head names another number of withheld cells than there are",
                "开头写的隐去格数与表格不符",
            )
            .at(self.lines.place(0..0))
            .mend(
                "make the release again with `weibao stats import`",
                "用 `weibao stats import` 重新生成",
            ),
        );
        None
    }

    /// Told first: what was changed is likely the cause of all else.
    fn check_seal(&mut self) -> Option<()> {
        let text = self.lines.text;
        let sealed = text
            .strip_suffix('\n')
            .and_then(|text| text.rfind('\n'))
            .map(|at| text.split_at(at + 1));
        let right =
            sealed.is_some_and(|(before, last)| last == format!("seal\t{}\n", seal(before)));
        if right {
            return Some(());
        }
        let at = sealed.map_or(0, |(before, _)| before.len());
        self.told.push(
            Diagnostic::new(
                Code::ReleaseSeal,
                "the release was changed after it was made: its seal does not fit",
                "发布文件生成以后被改动过：封签不符",
            )
            .at(self.lines.place(at..text.len()))
            .mend(
                "take back the change, or make the release again with `weibao stats import`",
                "撤销改动，或用 `weibao stats import` 重新生成",
            ),
        );
        None
    }

    fn head(&mut self) -> Option<(About, Protection, Option<Amount>)> {
        let name = self.text("name")?;
        if name.is_empty() || !name.bytes().all(|c| matches!(c, b'a'..=b'z' | b'0'..=b'9' | b'-')) {
            return self.wrong("a name is made of a–z, 0–9 and -", "名字只能用 a–z、0–9 和 -");
        }
        let title = self.text("title")?;
        let unit = self.text("unit")?;
        let source = self.text("source")?;
        let note = self.maybe("note").map(|fields| fields.join(" "));
        let as_of = match self.text("as-of")?.parse::<Date>() {
            Ok(date) => date,
            Err(_) => return self.wrong("this is no date", "这里不是日期"),
        };
        let counting = match self.text("counting")?.as_str() {
            "stock" => Counting::Stock,
            "running" => Counting::Running,
            _ => {
                return self.wrong(
                    "`counting` is `stock` or `running`",
                    "`counting` 只能是 `stock` 或 `running`",
                );
            }
        };
        let sample = match self.maybe("sample") {
            None => None,
            Some(fields) => Some(Sample {
                label: fields.first().copied().unwrap_or_default().to_owned(),
                seed: self.whole(fields.get(1))?,
                rows: self.whole(fields.get(2))?,
            }),
        };
        let fields = self.need("seed")?;
        let seed = self.whole(fields.first())?;
        let fields = self.need("withheld")?;
        let (withheld, cells) =
            (self.number(fields.first())? as usize, self.number(fields.get(1))? as usize);
        let deviation = match self.maybe("deviation") {
            Some(fields) => Some(self.number(fields.first())?),
            None => None,
        };
        let (amount, amounts) = self.amount()?.unzip();
        let about = About { name, title, unit, source, note, as_of, counting, sample };
        let protection =
            Protection { seed, cells, withheld, zeros_withheld: true, deviation, amounts };
        Some((about, protection, amount))
    }

    fn amount(&mut self) -> Option<Option<(Amount, Withheld)>> {
        let Some(fields) = self.maybe("amount") else { return Some(None) };
        let words = |at: usize| fields.get(at).copied().unwrap_or_default().to_owned();
        let (id, label, unit) = (words(0), words(1), words(2));
        let percent = self.number(fields.get(3))?;
        let withheld = self.number(fields.get(4))? as usize;
        let cells = self.number(fields.get(5))? as usize;
        let dominance = match fields.get(6) {
            None => None,
            Some(records) => Some(Dominance {
                records: self.number(Some(records))? as usize,
                percent: self.number(fields.get(7))?,
            }),
        };
        let right = |one: &Dominance| {
            (1..=LARGEST).contains(&one.records) && (1..100).contains(&one.percent)
        };
        if !(1..=100).contains(&percent) || !dominance.as_ref().is_none_or(right) {
            return self.wrong("no such rule of dominance is known", "支配规则的数值不对");
        }
        Some(Some((Amount { id, label, unit, percent, dominance }, Withheld { cells, withheld })))
    }

    fn dimensions(&mut self) -> Option<Vec<Dimension>> {
        let mut dimensions: Vec<Dimension> = Vec::new();
        while let Some(fields) = self.maybe("dimension") {
            let id = fields.first().copied().unwrap_or_default().to_owned();
            if dimensions.len() == MOST_DIMENSIONS {
                return self.wrong("too many dimensions", "维度太多");
            }
            if dimensions.iter().any(|dimension| dimension.id == id) {
                return self.wrong("this dimension is given twice", "这个维度写了两次");
            }
            let label = fields.get(1).copied().unwrap_or_default().to_owned();
            let mut dimension = Dimension {
                id,
                label,
                codes: Vec::new(),
                period: fields.get(2) == Some(&"period"),
                columns: Vec::new(),
            };
            let columns = self.need("columns")?;
            dimension.columns = columns.into_iter().map(str::to_owned).collect();
            if dimension.columns.is_empty() {
                return self.wrong(
                    "a dimension says by which headings its columns are known",
                    "维度要写明所取列的列名",
                );
            }
            let mut names: HashMap<&str, u16> = HashMap::new();
            while let Some(fields) = self.maybe("code") {
                let field = |at: usize| fields.get(at).copied().unwrap_or_default();
                let parent = match (field(1), dimension.codes.is_empty()) {
                    ("", true) => None,
                    (name, false) if names.contains_key(name) => Some(names[name]),
                    _ => {
                        return self.wrong(
                            "a code stands after its parent, the total first",
                            "上级编码要写在前面，合计在最前",
                        );
                    }
                };
                let depth = parent
                    .map_or(0, |parent| dimension.codes[parent as usize].depth.saturating_add(1));
                let band = match field(3).split_once('-') {
                    Some((first, last)) => first.parse().ok().zip(last.parse().ok()),
                    None => None,
                };
                let Ok(number) = u16::try_from(dimension.codes.len()) else {
                    return self.wrong("too many codes", "编码太多");
                };
                if names.insert(field(0), number).is_some() {
                    return self.wrong("this code is given twice", "这个编码写了两次");
                }
                let (id, label) = (field(0).to_owned(), field(2).to_owned());
                dimension.codes.push(model::Code { id, label, parent, depth, band });
            }
            if dimension.codes.is_empty() {
                return self.wrong("a dimension has at least its total", "维度至少要有合计");
            }
            dimensions.push(dimension);
        }
        Some(dimensions)
    }

    fn table(&mut self, design: &Design) -> Option<Table> {
        let fields = self.need("table")?;
        let id = fields.first().copied().unwrap_or_default().to_owned();
        if design.tables.len() == MOST_TABLES {
            return self.wrong("too many tables", "表格太多");
        }
        if design.tables.iter().any(|table| table.id == id) {
            return self.wrong("this table is given twice", "这张表写了两次");
        }
        let title = fields.get(1).copied().unwrap_or_default().to_owned();
        let note = self.maybe("note").map(|fields| fields.join(" "));
        let find = |name: Option<&&str>| {
            design.dimensions.iter().position(|dimension| Some(&dimension.id.as_str()) == name)
        };
        let mut axes: Vec<Axis> = Vec::new();
        let mut cells = 1;
        while let Some(fields) = self.maybe("axis") {
            let depth = self.number(fields.get(1))?.min(255) as u8;
            match find(fields.first()) {
                Some(dimension) if axes.iter().all(|axis| axis.dimension != dimension) => {
                    axes.push(Axis { dimension, depth });
                    cells *= design.codes(Axis { dimension, depth }).len();
                }
                _ => {
                    return self
                        .wrong("an axis names a dimension, once", "每个轴对应一个维度，不能重复");
                }
            }
            // No list is made of cells that cannot be there.
            let left = self.lines.text.len() - self.at;
            if cells > MOST_CELLS.min(left / CELL) {
                return self.wrong(
                    "this table is too large, or cells are missing",
                    "这张表太大，或缺少单元格",
                );
            }
        }
        let fields = self.need("threshold")?;
        let threshold = self.number(fields.first())?;
        if threshold < 2 {
            return self.wrong("a threshold is at least 2", "门槛至少是 2");
        }
        let zeros_are_sensitive = match self.text("zeros")?.as_str() {
            "sensitive" => true,
            "plain" => false,
            _ => {
                return self.wrong(
                    "`zeros` is `plain` or `sensitive`",
                    "`zeros` 只能是 `plain` 或 `sensitive`",
                );
            }
        };
        let mut sensitive = Vec::new();
        while let Some(fields) = self.maybe("sensitive") {
            match find(fields.first()) {
                Some(dimension) => sensitive.push(dimension),
                None => return self.wrong("there is no such dimension", "没有这个维度"),
            }
        }
        let fields = self.need("method")?;
        let method = match fields[..] {
            ["suppress"] => Method::Suppress,
            ["round", base] => match self.number(Some(&base))? {
                0 | 1 => return self.wrong("a base is at least 2", "取整的基数至少是 2"),
                base => Method::Round { base },
            },
            _ => {
                return self.wrong(
                    "`method` is `suppress` or `round`",
                    "`method` 只能是 `suppress` 或 `round`",
                );
            }
        };
        let amounts = self.maybe("amounts").is_some();
        if amounts && (design.amount.is_none() || method != Method::Suppress) {
            return self.wrong(
                "only a table whose cells are withheld shows amounts, and the head says of what",
                "只有采用隐去办法的表才能带金额，而且开头要写明是什么金额",
            );
        }
        Some(Table {
            id,
            title,
            note,
            axes,
            threshold,
            zeros_are_sensitive,
            sensitive,
            method,
            amounts,
        })
    }

    /// All cells of a table, in the order of `Design::cells`.
    fn cells(&mut self, design: &Design, table: &Table) -> Option<(Vec<Shown>, Vec<Option<u64>>)> {
        let (mut shown, mut amounts) = (Vec::new(), Vec::new());
        for key in design.cells(table) {
            let mut fields = self.need("cell")?;
            if table.amounts {
                amounts.push(match fields.pop() {
                    Some(WITHHELD) => None,
                    number => Some(self.number(number.as_ref())?),
                });
            }
            let names = table.axes.iter().map(|axis| {
                &*design.dimensions[axis.dimension].codes[key[axis.dimension] as usize].id
            });
            let (last, codes) = match fields.split_last() {
                Some((last, codes)) if codes.iter().copied().eq(names) => (*last, codes),
                _ => return self.wrong("another cell belongs here", "这里应当是另一个单元格"),
            };
            let _ = codes;
            shown.push(match (table.method, last) {
                (Method::Suppress, WITHHELD) => Shown::Withheld,
                (Method::Suppress, number) => Shown::Count(self.number(Some(&number))?),
                (Method::Round { base }, number) => match self.number(Some(&number))? {
                    number if number % base == 0 => Shown::Rounded(number),
                    _ => {
                        return self.wrong(
                            "this number is not a multiple of the base",
                            "这个数不是基数的倍数",
                        );
                    }
                },
            });
        }
        Some((shown, amounts))
    }
}
