//! The codes of a dimension in the order in which they are read: each followed by what is below it.

use crate::stats::model::Dimension;

/// The codes right below one.
pub fn children(dimension: &Dimension, of: u16) -> Vec<u16> {
    let codes = dimension.codes.iter().zip(0..);
    codes.filter(|(code, _)| code.parent == Some(of)).map(|(_, ix)| ix).collect()
}

/// A code and all below it, down to `depth`.
pub fn subtree(dimension: &Dimension, of: u16, depth: u8) -> Vec<u16> {
    let mut found = Vec::new();
    let mut open = vec![of];
    while let Some(code) = open.pop() {
        if dimension.codes[usize::from(code)].depth <= depth {
            found.push(code);
            open.extend(children(dimension, code).into_iter().rev());
        }
    }
    found
}

/// All codes down to `depth`, the total first.
pub fn reading_order(dimension: &Dimension, depth: u8) -> Vec<u16> {
    subtree(dimension, 0, depth)
}

/// The codes down to `depth` that have none below them there.
pub fn leaves(dimension: &Dimension, depth: u8) -> Vec<u16> {
    let mut codes = reading_order(dimension, depth);
    codes.retain(|&code| {
        dimension.codes[usize::from(code)].depth == depth || children(dimension, code).is_empty()
    });
    codes
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::model::Code;

    #[test]
    fn a_code_is_followed_by_what_is_below_it() {
        let code = |parent, depth| Code {
            id: String::new(),
            label: String::new(),
            parent,
            depth,
            band: None,
        };
        let dimension = Dimension {
            id: "place".into(),
            label: String::new(),
            period: false,
            columns: Vec::new(),
            codes: vec![
                code(None, 0),
                code(Some(0), 1),
                code(Some(0), 1),
                code(Some(2), 2),
                code(Some(1), 2),
            ],
        };
        assert_eq!(reading_order(&dimension, 2), [0, 1, 4, 2, 3]);
        assert_eq!(reading_order(&dimension, 1), [0, 1, 2]);
        assert_eq!(leaves(&dimension, 2), [4, 3]);
        assert_eq!(subtree(&dimension, 2, 2), [2, 3]);
    }
}
