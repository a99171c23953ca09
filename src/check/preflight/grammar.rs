//! Which operators there are, what each asks for, and what must be closed again: ISO 32000-1, annex A.

use lopdf::content::Operation;

use super::state::numbers;

/// Where a content stream is: what it opened and has not closed.
#[derive(Debug, Default)]
pub struct Grammar {
    saved: u32,
    marked: u32,
    text: bool,
    compatible: u32,
}

enum Needs {
    /// So many numbers, or more.
    Numbers(usize),
    /// So many operands of any kind, or more.
    Operands(usize),
}

impl Grammar {
    /// Takes the next operator. Returns whether it may stand here, and has what it needs.
    pub fn take(&mut self, operation: &Operation) -> bool {
        let Some(needs) = needs(&operation.operator) else {
            return self.compatible > 0;
        };
        let enough = match needs {
            Needs::Numbers(count) => numbers(operation).len() >= count,
            Needs::Operands(count) => operation.operands.len() >= count,
        };
        enough && self.nest(&operation.operator)
    }

    fn nest(&mut self, operator: &str) -> bool {
        let open = match operator {
            "q" | "Q" => &mut self.saved,
            "BMC" | "BDC" | "EMC" => &mut self.marked,
            "BX" | "EX" => &mut self.compatible,
            "BT" | "ET" => {
                let begins = operator == "BT";
                let changes = self.text != begins;
                self.text = begins;
                return changes;
            }
            _ => return true,
        };
        let after = match operator {
            "Q" | "EMC" | "EX" => open.checked_sub(1),
            _ => open.checked_add(1),
        };
        *open = after.unwrap_or(0);
        after.is_some()
    }

    /// Whether a stream may end here.
    pub fn is_closed(&self) -> bool {
        self.saved == 0 && self.marked == 0 && self.compatible == 0 && !self.text
    }
}

/// `None` for what is no operator.
fn needs(operator: &str) -> Option<Needs> {
    use Needs::{Numbers, Operands};
    Some(match operator {
        "b" | "B" | "b*" | "B*" | "BT" | "BX" | "EMC" | "ET" | "EX" | "f" | "F" | "f*" | "h"
        | "n" | "q" | "Q" | "s" | "S" | "T*" | "W" | "W*" => Operands(0),
        "BMC" | "cs" | "CS" | "Do" | "gs" | "MP" | "ri" | "sc" | "scn" | "SC" | "SCN" | "sh"
        | "Tj" | "TJ" | "'" => Operands(1),
        "BDC" | "d" | "DP" | "Tf" => Operands(2),
        "\"" => Operands(3),
        "g" | "G" | "i" | "j" | "J" | "M" | "Tc" | "TL" | "Tr" | "Ts" | "Tw" | "Tz" | "w" => {
            Numbers(1)
        }
        "d0" | "l" | "m" | "Td" | "TD" => Numbers(2),
        "rg" | "RG" => Numbers(3),
        "k" | "K" | "re" | "v" | "y" => Numbers(4),
        "c" | "cm" | "d1" | "Tm" => Numbers(6),
        _ => return None,
    })
}
