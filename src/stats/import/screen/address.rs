//! Addresses.

/// Whether a text names a street or village and, behind it, the number of a house.
pub fn is_one(text: &str) -> bool {
    // A street, a digit and 号 take 7 bytes at least, and something stands before them.
    if text.len() < 12 || text.is_ascii() {
        return false;
    }
    let mut has_street = false;
    let mut after_digit = false;
    for c in text.chars() {
        match c {
            '路' | '街' | '巷' | '弄' | '村' | '屯' | '乡' | '镇' => {
                has_street = true;
                after_digit = false;
            }
            '区' | '园' | '苑' => has_street = true,
            '号' | '室' | '栋' | '楼' | '幢' | '组' if has_street && after_digit => {
                return true;
            }
            '单' if has_street && after_digit => return true,
            '0'..='9' | '０'..='９' | '一'..='十' | '百' => after_digit = is_digit(c),
            _ => after_digit = false,
        }
    }
    false
}

fn is_digit(c: char) -> bool {
    matches!(c, '0'..='9' | '０'..='９') || "一二三四五六七八九十百".contains(c)
}
