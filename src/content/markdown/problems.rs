//! What can be wrong in a text, in the words of the person who mends it.

use std::ops::Range;

use super::prepared::MAX_BLOCKS;
use crate::diagnostic::{Code, Diagnostic};

pub fn control_character(text: &str, range: &Range<usize>) -> Diagnostic {
    let code = text[range.clone()].chars().next().map_or(0, u32::from);
    Diagnostic::new(
        Code::ControlCharacter,
        format!("the invisible character U+{code:04X} stands here, which no text may have"),
        format!("这里有一个看不见的字符 U+{code:04X}，正文里不能有"),
    )
    .mend("delete it and type the characters around it again", "把它删掉，前后的字重新输入一遍")
}

pub fn too_deep() -> Diagnostic {
    Diagnostic::new(
        Code::TooDeep,
        format!("quotes, lists or emphasis are nested too deep (more than {MAX_BLOCKS} quotes and lists)"),
        format!("引用、列表或强调嵌套得太深（引用和列表不能超过{MAX_BLOCKS}层）"),
    )
    .mend("write it with fewer levels", "减少层级")
}

pub fn heading_one() -> Diagnostic {
    Diagnostic::new(
        Code::HeadingOne,
        "a heading of the first level: that is the page's title",
        "正文里用了一级标题，一级标题只能是页面的标题",
    )
    .mend("begin with `##`", "从 ## 开始写")
}

pub fn heading_skipped(last: u8, level: u8) -> Diagnostic {
    Diagnostic::new(
        Code::HeadingSkipped,
        format!("a heading of level {level} follows level {last}"),
        format!("{last}级标题后面直接用了{level}级标题"),
    )
    .mend(format!("write it with {} `#`", last + 1), format!("这里用 {} 个 #", last + 1))
}

pub fn empty_heading() -> Diagnostic {
    Diagnostic::new(Code::EmptyHeading, "a heading without words", "标题里没有字")
        .mend("write the heading, or delete the line", "写上标题，或者删掉这一行")
}

pub fn bad_id(id: &str) -> Diagnostic {
    Diagnostic::new(
        Code::BadValue,
        format!("`{id}` cannot be the id of a heading"),
        format!("“{id}”不能用作标题的锚点"),
    )
    .mend(
        "begin with a letter and use letters, digits, `-` and `_`",
        "以字母或汉字开头，只用字母、汉字、数字、- 和 _",
    )
}

pub fn duplicate_id(id: &str) -> Diagnostic {
    Diagnostic::new(
        Code::DuplicateId,
        format!("the id `{id}` is already that of another heading"),
        format!("锚点“{id}”前面的标题已经用过"),
    )
    .mend("give it another id", "换一个锚点")
}

pub fn empty_link() -> Diagnostic {
    Diagnostic::new(Code::EmptyHeading, "a link without words", "链接里没有字").mend(
        "write between the brackets where it leads; only `[](hotline:…)` and `[](office:)` have none",
        "在方括号里写明链接到哪里；只有 [](hotline:…) 和 [](office:) 可以不写",
    )
}

pub fn no_address() -> Diagnostic {
    Diagnostic::new(Code::BrokenLink, "a link without an address", "链接没有地址")
        .mend("write the address between the parentheses", "在圆括号里写上地址")
}

pub fn hostile_link(address: &str) -> Diagnostic {
    let address = shorten(address);
    Diagnostic::new(
        Code::HostileLink,
        format!("the address `{address}` is of a kind that is not allowed"),
        format!("地址“{address}”的类型不允许使用"),
    )
    .mend(
        "link to a file beside the text, to an entry such as `agency:ID`, or to `https://…` or `mailto:…`",
        "链接到旁边的文件、agency:编号 之类的条目，或者 https://…、mailto:…",
    )
}

pub fn outside_image(address: &str) -> Diagnostic {
    let address = shorten(address);
    Diagnostic::new(
        Code::HostileLink,
        format!("the picture `{address}` would be fetched from another site"),
        format!("图片“{address}”要从别的网站读取"),
    )
    .mend(
        "put the picture beside the text and write its file name: a reader's visit is no other site's business",
        "把图片放在正文旁边，写它的文件名；读者看了什么，不该让别的网站知道",
    )
}

pub fn typed_number(address: &str) -> Diagnostic {
    let address = shorten(address);
    Diagnostic::new(
        Code::UnknownNumber,
        format!("the number `{address}` is typed into a link"),
        format!("链接里直接写了号码“{address}”"),
    )
    .mend(
        "write `[](hotline:PLACE)` or `[](office:)`: the number then comes from the table",
        "写成 [](hotline:地方) 或 [](office:)，号码由表格给出",
    )
}

pub fn no_alt() -> Diagnostic {
    Diagnostic::new(
        Code::ImageWithoutAlt,
        "a picture without a text alternative",
        "图片没有替代文字",
    )
    .mend(
        "say between the brackets what the picture shows: `![…](file)`",
        "在方括号里说明图上是什么：![……](文件名)",
    )
}

pub fn more_cells(columns: usize) -> Diagnostic {
    Diagnostic::new(
        Code::TableCells,
        format!("this cell has no column: the header of the table has {columns}"),
        format!("这一格没有对应的列：表头只有 {columns} 列"),
    )
    .mend(
        "add a column to the header and to the line below it, or put `\\` before a `|` that is part of the words",
        "请在表头和下面的横线行各加一列；如果 | 是文字的一部分，在它前面加 \\",
    )
}

pub fn broken_footnote(label: &str) -> Diagnostic {
    let label = shorten(label);
    Diagnostic::new(
        Code::BrokenFootnote,
        format!("the footnote `[^{label}]` is used and not written"),
        format!("脚注 [^{label}] 用了却没有写"),
    )
    .mend(
        format!(
            "write a line `[^{label}]: …`, or put a `\\` before the bracket if it is no footnote"
        ),
        format!("另起一行写 [^{label}]: ……；如果不是脚注，在方括号前加 \\"),
    )
}

pub fn unused_footnote(label: &str) -> Diagnostic {
    let label = shorten(label);
    Diagnostic::new(
        Code::UnusedFootnote,
        format!("the footnote `[^{label}]` is written and not used; it is left out"),
        format!("脚注 [^{label}] 写了却没有用到，页面上不会出现"),
    )
    .mend(
        format!("write `[^{label}]` where it belongs, or delete it"),
        format!("在正文相应的地方写上 [^{label}]，或者删掉它"),
    )
}

pub fn hostile_tag(name: &str) -> Diagnostic {
    let name = shorten(name);
    let told = Diagnostic::new(
        Code::HostileHtml,
        format!("the HTML element `<{name}>` is not allowed in a text"),
        format!("正文里不能用 HTML 标签 <{name}>"),
    );
    match name.as_str() {
        "img" => told.mend("write the picture as `![…](file)`", "图片请写成 ![……](文件名)"),
        "h1" => told.mend("write the heading with `##`", "标题请用 ## 来写"),
        "b" => told.mend("write `**…**`", "加粗请写成 **……**"),
        "i" => told.mend("write `*…*`", "强调请写成 *……*"),
        _ => told.mend("delete it, or write it as Markdown", "删掉它，或者用 Markdown 来写"),
    }
}

pub fn hostile_attribute(tag: &str, name: &str) -> Diagnostic {
    let name = shorten(name);
    Diagnostic::new(
        Code::HostileHtml,
        format!("the attribute `{name}` of `<{tag}>` is not allowed in a text"),
        format!("正文里 <{tag}> 不能有属性 {name}"),
    )
    .mend("delete it", "删掉这个属性")
}

pub fn raw_link(address: &str) -> Diagnostic {
    let address = shorten(address);
    Diagnostic::new(
        Code::HostileHtml,
        format!("`<a href=\"{address}\">` points into the site, which only a Markdown link can"),
        format!("<a href=\"{address}\"> 指向本站，本站的链接只能用 Markdown 来写"),
    )
    .mend(format!("write it as `[…]({address})`"), format!("写成 [……]({address})"))
}

pub fn hostile_declaration() -> Diagnostic {
    Diagnostic::new(
        Code::HostileHtml,
        "a declaration or instruction that is not allowed in a text",
        "正文里不能有声明或处理指令",
    )
    .mend("delete it", "删掉它")
}

/// What is quoted in a sentence, at most 60 characters of it.
fn shorten(text: &str) -> String {
    match text.char_indices().nth(60) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}
