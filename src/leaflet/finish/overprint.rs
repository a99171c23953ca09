//! Black text overprints, so that a press that is out of register leaves no white rim around it.

use lopdf::{
    Dictionary, Object,
    content::{Content, Operation},
    dictionary,
};

pub const ON: &str = "WbOverprint";
pub const OFF: &str = "WbKnockout";

/// Overprint for fills and strokes; mode 1: a zero of a process colour leaves what is below
/// (ISO 32000-1, 8.6.7).
pub fn state(on: bool) -> Dictionary {
    dictionary! {
        "Type" => Object::Name(b"ExtGState".to_vec()),
        "OP" => on,
        "op" => on,
        "OPM" => i64::from(on),
    }
}

/// Sets overprint around text that is filled with black alone; around every such fill where the
/// text is curves.
pub fn black(content: &mut Content, is_outlined: bool) {
    let operations = std::mem::take(&mut content.operations);
    let mut stack = Vec::new();
    // Whether the fill is black alone, and whether overprint is on.
    let mut now = (false, false);
    let mut out = Vec::with_capacity(operations.len() + operations.len() / 4);
    for operation in operations {
        match operation.operator.as_str() {
            "q" => stack.push(now),
            "Q" => now = stack.pop().unwrap_or_default(),
            "k" => now.0 = is_black(&operation.operands),
            "g" | "rg" | "cs" | "sc" | "scn" => now.0 = false,
            _ => {}
        }
        let paints = match is_outlined {
            true => matches!(operation.operator.as_str(), "k" | "g" | "rg" | "cs"),
            false => operation.operator == "BT",
        };
        let switch = paints && now.0 != now.1;
        if switch {
            now.1 = now.0;
            let name = if now.1 { ON } else { OFF };
            out.push(Operation::new("gs", vec![Object::Name(name.as_bytes().to_vec())]));
        }
        let ends_text = operation.operator == "ET";
        out.push(operation);
        if ends_text && now.1 && !is_outlined {
            now.1 = false;
            out.push(Operation::new("gs", vec![Object::Name(OFF.as_bytes().to_vec())]));
        }
    }
    content.operations = out;
}

fn is_black(operands: &[Object]) -> bool {
    let inks: Vec<f32> = operands.iter().filter_map(|ink| ink.as_float().ok()).collect();
    inks == [0.0, 0.0, 0.0, 1.0]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(content: &str, is_outlined: bool) -> String {
        let mut content = Content::decode(content.as_bytes()).expect("operators");
        black(&mut content, is_outlined);
        let encoded = content.encode().expect("operators");
        String::from_utf8_lossy(&encoded).replace('\n', " ").replace("Wb", "")
    }

    #[test]
    fn black_text_overprints_and_nothing_else_does() {
        let text = "q 0 0 0 1 k BT ET Q q 0 1 1 0 k BT ET 0 0 1 1 re f Q";
        assert_eq!(
            set(text, false),
            "q 0 0 0 1 k /Overprint gs BT ET /Knockout gs Q q 0 1 1 0 k BT ET 0 0 1 1 re f Q"
        );
        assert_eq!(set("q 0 0 0 1 k 0 0 1 1 re f Q", false), "q 0 0 0 1 k 0 0 1 1 re f Q");
    }

    #[test]
    fn curves_of_black_text_overprint_until_the_colour_changes() {
        assert_eq!(
            set("q 0 0 0 1 k 0 0 1 1 re f 0 1 1 0 k 0 0 1 1 re f Q", true),
            "q /Overprint gs 0 0 0 1 k 0 0 1 1 re f /Knockout gs 0 1 1 0 k 0 0 1 1 re f Q"
        );
    }
}
