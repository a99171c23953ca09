use super::context::Tag;
use crate::{plan::View, portal::Target};
use std::borrow::Cow;
pub fn tags<'p>(_: &View<'p>, _: Target, _: &'p str, _: Cow<'p, str>) -> Vec<Tag<'p>> {
    Vec::new()
}
