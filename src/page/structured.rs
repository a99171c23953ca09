use crate::{plan::View, portal::Target};
pub fn json_ld(_: &View<'_>, _: Target, _: &str, _: &str) -> Option<String> {
    None
}
