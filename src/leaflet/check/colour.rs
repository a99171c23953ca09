//! Colours and ink.

use typst::visualize::{Color, Paint, ProcessColor, Shape};

use super::{Found, shortened};
use crate::diagnostic::Code;

/// Most ink on one spot, as a sum of the four.
const MOST_INK: f32 = 2.8;

pub fn paints(shape: &Shape) -> impl Iterator<Item = &Paint> {
    shape.fill.iter().chain(shape.stroke.iter().map(|stroke| &stroke.paint))
}

impl Found<'_> {
    pub fn colours<'p>(&mut self, what: &str, paints: impl Iterator<Item = &'p Paint>) {
        if !self.subject.is_print {
            return;
        }
        let what = if what == "a shape" {
            what.to_owned()
        } else {
            shortened(what.trim_matches(['“', '”']))
        };
        for paint in paints {
            match paint {
                Paint::Solid(Color::Process(ProcessColor::Cmyk(cmyk))) => {
                    let ink = cmyk.c + cmyk.m + cmyk.y + cmyk.k;
                    if ink > MOST_INK + 0.01 {
                        self.tell(
                            Code::LeafletInk,
                            format!("{what} has {:.0} % ink", ink * 100.0),
                            format!("{what}的总墨量是 {:.0}%", ink * 100.0),
                            ("280 % is the most that dries", "总墨量不能超过 280%"),
                        );
                    }
                }
                other => {
                    self.tell(
                        Code::LeafletColour,
                        format!("{what} is not in CMYK: {other:?}"),
                        format!("{what}用的不是 CMYK 颜色（{other:?}）"),
                        (
                            "take the colour from lib/palette.typ: cmyk(…), without opacity or gradient",
                            "请用 lib/palette.typ 里的 cmyk(…) 颜色，不用透明和渐变",
                        ),
                    );
                }
            }
        }
    }
}
