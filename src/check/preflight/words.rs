//! Findings in words, in English and Chinese.

use std::collections::BTreeSet;

use super::{
    finding::{Finding, Intent, PageBox, Transparent, Use},
    space::Foreign,
};
use crate::diagnostic::{Code, Diagnostic, Sentence};

/// Pages that a message names.
const MOST_PAGES: usize = 8;

pub fn code(finding: &Finding) -> Code {
    use Finding::*;
    match finding {
        NotPdf | NoPages | Damaged | ContentBroken | ResourceMissing(_) => Code::PreflightDamaged,
        Encrypted => Code::PreflightEncrypted,
        TooLarge => Code::PreflightTooLarge,
        NoBox(_) | EmptyBox(_) | TrimAndArt | Outside(..) | OtherTrim => Code::PreflightBoxes,
        NoBleed | ThinBleed(_) => Code::PreflightBleed,
        Colour(..) | UnknownColour(_) => Code::PreflightColour,
        Spot(_) => Code::PreflightSpot,
        Image { .. } => Code::PreflightImage,
        NotEmbedded(_) => Code::PreflightFont,
        NoUnicode(_) => Code::PreflightUnicode,
        SmallText(_) => Code::PreflightSmallText,
        Hairline(_) => Code::PreflightHairline,
        Transparency(..) => Code::PreflightTransparency,
        NoIntent(_) | BadIntent(_) => Code::PreflightIntent,
        Ink(_) | RegistrationInside => Code::PreflightInk,
        RichBlack => Code::PreflightBlack,
        BlackKnocksOut => Code::PreflightKnockOut,
        WhiteOverprints => Code::PreflightWhite,
        NoStandard => Code::PreflightNoStandard,
        TwoStandards | Key(..) => Code::PreflightStandard,
        Forbidden(..) => Code::PreflightForbidden,
        Annotation(_) | Script | Form => Code::PreflightInteractive,
    }
}

/// A finding with its pages.
pub fn told(finding: &Finding, pages: &BTreeSet<u32>, times: u64) -> Diagnostic {
    let what = what(finding);
    let mend = mend(finding);
    let (en, zh) = whereabouts(pages, times);
    Diagnostic::new(code(finding), format!("{en}{}", what.en), format!("{zh}{}", what.zh))
        .mend(mend.en, mend.zh)
}

/// What was not told apart any more.
pub fn more(code: Code, times: u64) -> Diagnostic {
    Diagnostic::new(
        code,
        format!("{times} more of this kind: {}", code.what()),
        format!("同类问题还有 {times} 处"),
    )
}

fn whereabouts(pages: &BTreeSet<u32>, times: u64) -> (String, String) {
    let Some(first) = pages.first() else {
        return (String::new(), String::new());
    };
    let named = |with: &str| {
        let names: Vec<String> = pages.iter().take(MOST_PAGES).map(u32::to_string).collect();
        names.join(with)
    };
    let rest = pages.len().saturating_sub(MOST_PAGES);
    let (en, zh) = match (pages.len(), rest) {
        (1, _) => (format!("page {first}"), format!("第 {first} 页")),
        (_, 0) => (format!("pages {}", named(", ")), format!("第 {} 页", named("、"))),
        _ => (
            format!("pages {} and {rest} more", named(", ")),
            format!("第 {} 等 {} 页", named("、"), pages.len()),
        ),
    };
    if times > pages.len() as u64 {
        (format!("{en}, {times} times: "), format!("{zh}，共 {times} 处："))
    } else {
        (format!("{en}: "), format!("{zh}："))
    }
}

fn what(finding: &Finding) -> Sentence {
    use Finding::*;
    match finding {
        NotPdf => Sentence::new("this is no PDF that can be read", "不是能读的 PDF"),
        NoPages => Sentence::new("the file has no pages", "文件里没有页面"),
        Damaged => Sentence::new(
            "the file is damaged: objects are not where it says they are",
            "文件已损坏：对象不在它写明的位置",
        ),
        ContentBroken => Sentence::new(
            "the content is damaged: what the page paints is cut off or garbled",
            "内容已损坏：页面上画的东西中断或混乱",
        ),
        ResourceMissing(name) => Sentence::new(
            format!("`{name}` is painted and is not in the file"),
            format!("页面用到的“{name}”不在文件里"),
        ),
        Encrypted => Sentence::new("the file is encrypted", "文件加了密"),
        TooLarge => Sentence::new(
            "there is too much in the file, or it is nested too deep, to look at all of it",
            "文件内容太多或嵌套太深，没有全部检查",
        ),
        NoBox(which) => Sentence::new(format!("no {}", which.en()), format!("没有{}", which.zh())),
        EmptyBox(which) => Sentence::new(
            format!("the {} has no area", which.en()),
            format!("{}没有面积", which.zh()),
        ),
        TrimAndArt => Sentence::new(
            "TrimBox and ArtBox are both there, so the finished size is said twice",
            "成品框（TrimBox）和作品框（ArtBox）同时存在，成品尺寸写了两遍",
        ),
        Outside(inner, outer) => Sentence::new(
            format!("the {} sticks out of the {}", inner.en(), outer.en()),
            format!("{}超出{}", inner.zh(), outer.zh()),
        ),
        OtherTrim => Sentence::new(
            "the finished size is another than that of the first page",
            "成品尺寸与第一页不同",
        ),
        NoBleed => Sentence::new("no bleed", "没有出血"),
        ThinBleed(tenths) => {
            let mm = f64::from(*tenths) / 10.0;
            Sentence::new(
                format!("the bleed is {mm:.1} mm where it is thinnest"),
                format!("出血最窄处只有 {mm:.1} 毫米"),
            )
        }
        Colour(foreign, by) => Sentence::new(
            format!("{} in {}", by.en(), foreign.en()),
            format!("{}用了{}", by.zh(), foreign.zh()),
        ),
        UnknownColour(by) => Sentence::new(
            format!("{} in a colour space that cannot be read", by.en()),
            format!("{}的颜色空间无法识别", by.zh()),
        ),
        Spot(name) => Sentence::new(
            format!("the spot ink `{name}` takes a plate of its own"),
            format!("专色“{name}”要另出一块版"),
        ),
        Image { ppi, width, height } => Sentence::new(
            format!("an image of {width} × {height} pixels stands at {ppi} ppi"),
            format!("{width} × {height} 像素的图片只有 {ppi} ppi"),
        ),
        NotEmbedded(name) => Sentence::new(
            format!("the font {name} is not embedded"),
            format!("字体 {name} 没有嵌入"),
        ),
        NoUnicode(name) => Sentence::new(
            format!("the font {name} does not say which characters its glyphs are"),
            format!("字体 {name} 没有 Unicode 对照表"),
        ),
        SmallText(tenths) => {
            let points = f64::from(*tenths) / 10.0;
            Sentence::new(format!("text of {points:.1} pt"), format!("文字只有 {points:.1} 磅"))
        }
        Hairline(hundredths) => {
            let mm = f64::from(*hundredths) / 100.0;
            Sentence::new(format!("a line of {mm:.2} mm"), format!("线条只有 {mm:.2} 毫米粗"))
        }
        Transparency(standard, kind) => Sentence::new(
            format!("{} is not allowed in {standard}", kind.en()),
            format!("{standard} 不允许{}", kind.zh()),
        ),
        NoIntent(standard) => Sentence::new(
            format!("no output intent, which {standard} asks for"),
            format!("没有输出意图，{standard} 要求有"),
        ),
        BadIntent(intent) => intent.told(),
        Ink(per_cent) => Sentence::new(
            format!("{per_cent} % of ink on one spot"),
            format!("总墨量达 {per_cent}%"),
        ),
        RegistrationInside => Sentence::new(
            "the registration colour, which prints on every plate, is used inside the print area",
            "印刷区内用了套版色，会印在每一块版上",
        ),
        RichBlack => Sentence::new("black text is made of several inks", "黑字由多种油墨叠成"),
        BlackKnocksOut => Sentence::new("black text is not set to overprint", "黑字没有设叠印"),
        WhiteOverprints => Sentence::new(
            "white is set to overprint, so it vanishes on the press",
            "白色设了叠印，印出来会消失",
        ),
        NoStandard => Sentence::new(
            "the file does not say that it keeps a standard for print (PDF/X), nor for which press it is",
            "文件没有声明符合哪种印刷标准（PDF/X），也没有写明印刷条件",
        ),
        TwoStandards => Sentence::new(
            "the file says that it keeps two different standards",
            "文件同时声明了两种不同的标准",
        ),
        Key(standard, key) => {
            Sentence::new(format!("{standard} asks for {key}"), format!("{standard} 要求有 {key}"))
        }
        Forbidden(standard, thing) => Sentence::new(
            format!("{thing} is not allowed in {standard}"),
            format!("{standard} 不允许 {thing}"),
        ),
        Annotation(kind) => Sentence::new(
            format!("an annotation ({kind}) lies in the print area"),
            format!("印刷区内有批注（{kind}）"),
        ),
        Script => Sentence::new("the file runs actions or scripts", "文件带有动作或脚本"),
        Form => Sentence::new("the file has a form to fill in", "文件带有可填写的表单"),
    }
}

fn mend(finding: &Finding) -> Sentence {
    use Finding::*;
    match finding {
        NotPdf | NoPages | Damaged | ContentBroken | ResourceMissing(_) => Sentence::new(
            "export the file again, and see that all of it was copied",
            "重新导出文件，并确认复制完整",
        ),
        Encrypted => Sentence::new("export it without a password", "导出时不要设密码"),
        TooLarge => Sentence::new("split it, or flatten it", "拆开或拼合图层后再检查"),
        NoBox(_) | EmptyBox(_) | TrimAndArt | Outside(..) => Sentence::new(
            "set TrimBox to the finished size, BleedBox 3 mm around it, MediaBox around both",
            "成品框设为成品尺寸，出血框四边各大 3 毫米，页面框包住两者",
        ),
        OtherTrim => {
            Sentence::new("give pages of one size to a file", "一个文件里只放同一尺寸的页面")
        }
        NoBleed | ThinBleed(_) => Sentence::new(
            "let colours that reach the edge run 3 mm over it, and set BleedBox",
            "到边的颜色各向外延伸 3 毫米，并设好出血框",
        ),
        Colour(_, Use::Alternate) => {
            Sentence::new("give the spot ink a stand-in in CMYK", "专色的替代色请用 CMYK")
        }
        Colour(..) | UnknownColour(_) => {
            Sentence::new("convert it to CMYK for the press", "转换成 CMYK")
        }
        Spot(_) => Sentence::new(
            "convert it to CMYK unless the shop was told of a further ink",
            "如果没有和印厂说好加专色，请转换成 CMYK",
        ),
        Image { .. } => Sentence::new(
            "put in a larger image, or make it smaller on the page: 300 ppi are needed",
            "换成更大的图片，或在页面上缩小：需要 300 ppi",
        ),
        NotEmbedded(_) => Sentence::new("embed all fonts", "嵌入所有字体"),
        NoUnicode(_) => Sentence::new(
            "export with Unicode maps (ToUnicode), so that text can be searched and checked",
            "导出时带上 Unicode 对照表，文字才能搜索和核对",
        ),
        SmallText(_) => Sentence::new("set text in 6 pt or more", "文字不小于 6 磅"),
        Hairline(_) => Sentence::new("draw lines 0.2 mm or thicker", "线条不细于 0.2 毫米"),
        Transparency(..) => {
            Sentence::new("flatten it, or export as PDF/X-4", "拼合透明，或导出为 PDF/X-4")
        }
        NoIntent(_) | BadIntent(_) => Sentence::new(
            "name the press: an output intent with an embedded CMYK profile",
            "写明印刷条件：输出意图里嵌入 CMYK 特性文件",
        ),
        Ink(_) => {
            Sentence::new("keep the sum of the four inks at 280 % or less", "四色相加不超过 280%")
        }
        RegistrationInside => {
            Sentence::new("use it for marks outside of the bleed only", "套版色只用于出血外的标记")
        }
        RichBlack => Sentence::new("set text in K 100 % alone", "黑字只用 K100"),
        BlackKnocksOut => Sentence::new(
            "set overprint for it (OP, op and OPM 1)",
            "给黑字设叠印（OP、op、OPM 1）",
        ),
        WhiteOverprints => {
            Sentence::new("take the overprint off whatever is white", "白色不要设叠印")
        }
        NoStandard | TwoStandards => {
            Sentence::new("export as PDF/X-4 or PDF/X-1a", "导出为 PDF/X-4 或 PDF/X-1a")
        }
        Key(..) | Forbidden(..) => {
            Sentence::new("export again by the preset of the standard", "用该标准的预设重新导出")
        }
        Annotation(_) | Script | Form => Sentence::new(
            "export without links, comments, forms and actions",
            "导出时不要带链接、批注、表单和动作",
        ),
    }
}

impl PageBox {
    fn en(self) -> &'static str {
        match self {
            PageBox::Media => "MediaBox",
            PageBox::Crop => "CropBox",
            PageBox::Bleed => "BleedBox",
            PageBox::Trim => "TrimBox",
            PageBox::Art => "ArtBox",
        }
    }

    fn zh(self) -> &'static str {
        match self {
            PageBox::Media => "页面框（MediaBox）",
            PageBox::Crop => "裁剪框（CropBox）",
            PageBox::Bleed => "出血框（BleedBox）",
            PageBox::Trim => "成品框（TrimBox）",
            PageBox::Art => "作品框（ArtBox）",
        }
    }
}

impl Use {
    fn en(self) -> &'static str {
        match self {
            Use::Text => "text",
            Use::Area => "an area",
            Use::Line => "a line",
            Use::Image => "an image",
            Use::Shading => "a gradient",
            Use::Alternate => "the stand-in of a spot ink",
            Use::Blending => "a transparent group blended",
        }
    }

    fn zh(self) -> &'static str {
        match self {
            Use::Text => "文字",
            Use::Area => "色块",
            Use::Line => "线条",
            Use::Image => "图片",
            Use::Shading => "渐变",
            Use::Alternate => "专色的替代色",
            Use::Blending => "透明组的混合",
        }
    }
}

impl Foreign {
    fn en(self) -> &'static str {
        match self {
            Foreign::Rgb => "RGB",
            Foreign::IccRgb => "RGB with an ICC profile",
            Foreign::IccCmyk => "CMYK with an ICC profile, which is converted again",
            Foreign::IccGray => "grey with an ICC profile",
            Foreign::Lab => "Lab",
            Foreign::CalRgb => "calibrated RGB",
            Foreign::CalGray => "calibrated grey",
            Foreign::Jpeg2000 => "the colours of a JPEG 2000 file",
        }
    }

    fn zh(self) -> &'static str {
        match self {
            Foreign::Rgb => " RGB",
            Foreign::IccRgb => "带 ICC 特性的 RGB",
            Foreign::IccCmyk => "带 ICC 特性的 CMYK，会被再转换一次",
            Foreign::IccGray => "带 ICC 特性的灰度",
            Foreign::Lab => " Lab 颜色",
            Foreign::CalRgb => "校准 RGB",
            Foreign::CalGray => "校准灰度",
            Foreign::Jpeg2000 => " JPEG 2000 文件自带的颜色",
        }
    }
}

impl Transparent {
    fn en(self) -> &'static str {
        match self {
            Transparent::Opacity => "opacity below 100 %",
            Transparent::BlendMode => "a blend mode",
            Transparent::SoftMask => "a soft mask",
            Transparent::Group => "a transparency group",
        }
    }

    fn zh(self) -> &'static str {
        match self {
            Transparent::Opacity => "半透明",
            Transparent::BlendMode => "混合模式",
            Transparent::SoftMask => "软蒙版",
            Transparent::Group => "透明组",
        }
    }
}

impl Intent {
    fn told(self) -> Sentence {
        match self {
            Intent::Unnamed => Sentence::new(
                "the output intent has neither a profile nor the name of a known condition",
                "输出意图既没有特性文件，也没有写明已登记的印刷条件",
            ),
            Intent::NotCmyk => Sentence::new(
                "the profile of the output intent is not one of a CMYK press",
                "输出意图的特性文件不是 CMYK 印刷机的",
            ),
            Intent::Unreadable => Sentence::new(
                "the profile of the output intent is damaged",
                "输出意图的特性文件已损坏",
            ),
        }
    }
}
