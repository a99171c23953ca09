//! How much of which ink a colour takes.

use super::space::{Foreign, Ink, Space};

/// A colour to paint with.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Paint {
    Inks(Inks),
    Foreign(Foreign),
    /// Looked at where it was chosen.
    Pattern,
    Unknown,
}

/// Shares of 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Inks {
    /// Cyan, magenta, yellow, black.
    pub process: [f64; 4],
    /// All spot inks together.
    pub spots: f64,
    /// On every plate.
    pub all: f64,
    /// In DeviceCMYK, where an ink of 0 leaves what lies below if overprint mode 1 is on.
    pub cmyk: bool,
    /// In DeviceGray, which always knocks out: ISO 32000-1, 8.6.7.
    pub gray: bool,
}

impl Inks {
    /// Of one spot, 4 for all process inks in full. Registration marks are counted apart.
    pub fn total(&self) -> f64 {
        self.process.iter().sum::<f64>() + self.spots
    }

    fn coloured(&self) -> f64 {
        self.process[..3].iter().sum::<f64>() + self.spots
    }

    /// Black ink alone, in full.
    pub fn is_pure_black(&self) -> bool {
        self.process[3] > 0.995 && self.coloured() < 0.005 && self.all == 0.0
    }

    /// Looks black, and takes more than one ink.
    pub fn is_rich_black(&self) -> bool {
        let under_black = self.process[3] >= 0.9 && self.coloured() > 0.05;
        under_black || self.process[..3].iter().all(|share| *share >= 0.85)
    }

    pub fn is_white(&self) -> bool {
        self.total() == 0.0 && self.all == 0.0
    }

    /// Whether setting overprint keeps what lies below where this colour has no ink.
    pub fn overprints(&self, overprint: bool, mode: i64) -> bool {
        overprint && !self.gray && (!self.cmyk || mode == 1)
    }
}

/// The colour that a space starts with: ISO 32000-1, 8.6.5.2 and following.
pub fn initial(space: &Space) -> Paint {
    let components = match space {
        Space::Cmyk => vec![0.0, 0.0, 0.0, 1.0],
        Space::Inks(inks, _) => vec![1.0; inks.len()],
        space => vec![0.0; space.components()],
    };
    paint(space, &components)
}

pub fn paint(space: &Space, components: &[f64]) -> Paint {
    let share = |at: usize| components.get(at).copied().unwrap_or(0.0).clamp(0.0, 1.0);
    match space {
        Space::Gray => Paint::Inks(Inks {
            process: [0.0, 0.0, 0.0, 1.0 - share(0)],
            gray: true,
            ..Inks::default()
        }),
        Space::Cmyk => Paint::Inks(Inks {
            process: [share(0), share(1), share(2), share(3)],
            cmyk: true,
            ..Inks::default()
        }),
        Space::Inks(names, _) => {
            let mut inks = Inks::default();
            for (at, name) in names.iter().enumerate() {
                match name {
                    Ink::Process(which) => inks.process[*which] += share(at),
                    Ink::Spot(_) => inks.spots += share(at),
                    Ink::All => inks.all += share(at),
                    Ink::None => {}
                }
            }
            Paint::Inks(inks)
        }
        Space::Foreign(foreign) => Paint::Foreign(*foreign),
        Space::Pattern(_) => Paint::Pattern,
        Space::Indexed(_) | Space::Unknown => Paint::Unknown,
    }
}
