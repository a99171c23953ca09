//! Names of persons, and headings of columns that hold them.

use super::Kind;
use crate::stats::text::{fold, folded};

/// Surnames of one character, the most frequent of the country: some nine in ten people have one.
const SURNAMES: &str = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余\
杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严\
覃武戴莫孔向汤常温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅\
童凌毕单季裴霍涂成苗谷盛曲翁冉骆蓝路游辛靳欧管柴蒙鲍华喻祁蒲房滕屈饶解牟艾尤阳时穆农司卓古吉缪简车项连芦麦\
褚娄窦戚岑景党宫费卜冷晏席卫米柏宗瞿桂全佟应臧闵苟邬边卞姬师和仇栾隋商刁沙荣巫寇桑郎甄丛仲虞敖巩明佘池查麻苑迟邝";

/// Surnames of two characters.
const DOUBLE: [&str; 12] = [
    "欧阳", "上官", "皇甫", "令狐", "诸葛", "司徒", "司马", "申屠", "夏侯", "尉迟", "公孙", "慕容",
];

/// Whether a text is what a Chinese name looks like: a surname and one or two characters more.
pub fn is_like_a_name(text: &str) -> bool {
    if text.len() < 6 || text.len() > 24 {
        return false;
    }
    let mut name = ['\0'; 4];
    let mut len = 0;
    for c in text.chars().filter_map(folded).filter(|c| *c != '·') {
        if len == 4 || !matches!(c, '\u{4E00}'..='\u{9FFF}') {
            return false;
        }
        name[len] = c;
        len += 1;
    }
    let is_double = || DOUBLE.iter().any(|two| two.chars().eq(name[..2].iter().copied()));
    match len {
        2 => SURNAMES.contains(name[0]),
        3 => SURNAMES.contains(name[0]) || is_double(),
        4 => is_double(),
        _ => false,
    }
}

/// What a column holds by its heading.
pub fn named_by(heading: &str) -> Option<Kind> {
    let heading = fold(heading);
    let has = |words: &[&str]| words.iter().any(|word| heading.contains(word));
    if has(&["电话", "手机", "联系方式", "phone", "mobile", "tel"]) {
        return Some(Kind::Landline);
    }
    if has(&["住址", "地址", "住所", "居住地", "address"]) {
        return Some(Kind::Address);
    }
    if has(&["身份证", "证件号", "编号", "卡号", "账号", "日期", "类型", "状况"])
    {
        return None;
    }
    let is_name = has(&["姓名", "名字", "监护人", "联系人", "父亲", "母亲", "曾用名"])
        || ["name", "fullname", "guardian"].contains(&heading.as_str());
    is_name.then_some(Kind::Name)
}
