//! Moves that keep every sum of every table: in each dimension either a code loses what another
//! gains, or one gains alone, and then all sums above it do. Their product over the dimensions is a
//! move of cells; the smallest ones, a square or a cube, protect most cells.

use crate::stats::model::{Design, Method, Table};

use super::{cells::Cells, seek::Walk};

/// Where the cells of each table are, by the codes of its axes.
#[derive(Debug, Clone, Default)]
pub struct Grid {
    dimensions: Vec<Line>,
    tables: Vec<Place>,
    /// For every cell: a table that has it.
    home: Vec<u32>,
}

/// The codes of a dimension.
#[derive(Debug, Clone)]
struct Line {
    parents: Vec<Option<u16>>,
    /// Those that no table breaks down further.
    leaves: Vec<u16>,
}

#[derive(Debug, Clone)]
struct Place {
    axes: Vec<(usize, u8)>,
    /// For every axis and code, how far it is along; `u32::MAX` where it is not shown.
    offsets: Vec<Vec<u32>>,
    cells: Vec<u32>,
}

/// By how much, per step, each code of a dimension changes.
type Vector = Vec<(u16, i8)>;

impl Grid {
    pub fn new(
        design: &Design,
        tables: &[&Table],
        cell: impl Fn(&[u16]) -> u32,
        cells: usize,
    ) -> Grid {
        let depth = |dimension| {
            let axes = tables
                .iter()
                .flat_map(|table| &table.axes)
                .filter(|axis| axis.dimension == dimension);
            axes.map(|axis| axis.depth).max().unwrap_or(0)
        };
        let dimensions = design
            .dimensions
            .iter()
            .enumerate()
            .map(|(number, dimension)| {
                let deepest = depth(number);
                let shown: Vec<bool> =
                    dimension.codes.iter().map(|code| code.depth <= deepest).collect();
                let inner = |at: u16| {
                    dimension
                        .codes
                        .iter()
                        .enumerate()
                        .any(|(child, code)| code.parent == Some(at) && shown[child])
                };
                Line {
                    parents: dimension.codes.iter().map(|code| code.parent).collect(),
                    leaves: (0..dimension.codes.len() as u16)
                        .filter(|at| shown[*at as usize] && !inner(*at))
                        .collect(),
                }
            })
            .collect();
        let mut home = vec![u32::MAX; cells];
        let tables = tables
            .iter()
            .enumerate()
            .filter(|(_, table)| table.method == Method::Suppress)
            .map(|(number, table)| {
                let keys = design.cells(table);
                let cells: Vec<u32> = keys.iter().map(|key| cell(key)).collect();
                cells.iter().for_each(|cell| home[*cell as usize] = number as u32);
                let mut stride = 1;
                let mut offsets = Vec::new();
                for axis in table.axes.iter().rev() {
                    let mut offset = vec![u32::MAX; design.dimensions[axis.dimension].codes.len()];
                    let codes = design.codes(*axis);
                    for (at, code) in codes.iter().enumerate() {
                        offset[*code as usize] = at as u32 * stride;
                    }
                    stride *= codes.len() as u32;
                    offsets.push(offset);
                }
                offsets.reverse();
                let axes = table.axes.iter().map(|axis| (axis.dimension, axis.depth)).collect();
                Place { axes, offsets, cells }
            })
            .collect();
        Grid { dimensions, tables, home }
    }

    /// The cheapest move of one product that moves the cell of the walk by its step, which withholds
    /// at most as many more as the walk allows; and how many cells were looked at.
    pub fn cheapest(&self, walk: &Walk<'_>, cells: &Cells) -> (Option<Vec<(u32, bool)>>, u64) {
        let cell = walk.cell();
        let Some(home) = self.home.get(cell as usize).copied() else { return (None, 0) };
        let key = &cells.keys[cell as usize];
        let table = &self.tables[home as usize];
        let mut options: Vec<Vec<(u64, Vector)>> = Vec::new();
        let edge = |axis: usize, vector: &Vector, walk: &Walk<'_>| {
            let mut price = 0;
            for (code, sign) in vector {
                let offsets = table.axes.iter().enumerate().map(|(at, (dimension, _))| {
                    let code = if at == axis { *code } else { key[*dimension] };
                    table.offsets[at][code as usize]
                });
                let Some(offset) = sum(offsets) else { continue };
                price += walk.price(table.cells[offset as usize], *sign > 0)?;
            }
            Some(price)
        };
        for (axis, (dimension, _)) in table.axes.iter().enumerate() {
            let vectors = self.vectors(*dimension, key[*dimension]);
            let mut priced: Vec<(u64, Vector)> = vectors
                .into_iter()
                .filter_map(|vector| Some((edge(axis, &vector, walk)?, vector)))
                .collect();
            priced.sort_by_key(|(price, _)| *price);
            options.push(priced);
        }
        let mut search =
            Search { grid: self, home: home as usize, key, options, best: None, tries: TRIES };
        let mut chosen = Vec::new();
        search.choose(walk, &mut chosen);
        let tried =
            (TRIES - search.tries + search.options.iter().map(Vec::len).sum::<usize>()) as u64;
        (search.best.map(|(_, moves)| moves), 8 * tried)
    }

    /// The ways in which a dimension can take part when this code of it gains.
    fn vectors(&self, dimension: usize, code: u16) -> Vec<Vector> {
        let line = &self.dimensions[dimension];
        let path = |leaf: u16| {
            let mut path = vec![leaf];
            while let Some(parent) = line.parents[path[path.len() - 1] as usize] {
                path.push(parent);
            }
            path
        };
        let below: Vec<Vec<u16>> = line.leaves.iter().map(|leaf| path(*leaf)).collect();
        let mut vectors = Vec::new();
        for gains in below.iter().filter(|path| path.contains(&code)) {
            vectors.push(gains.iter().map(|code| (*code, 1)).collect());
            if code == 0 {
                continue;
            }
            for loses in below.iter().filter(|path| !path.contains(&code)) {
                let up = gains.iter().filter(|code| !loses.contains(code)).map(|code| (*code, 1));
                let down =
                    loses.iter().filter(|code| !gains.contains(code)).map(|code| (*code, -1));
                vectors.push(up.chain(down).collect());
            }
        }
        vectors
    }
}

/// Moves that are looked at for one cell.
const TRIES: usize = 12_000;

fn sum(mut offsets: impl Iterator<Item = u32>) -> Option<u32> {
    offsets.try_fold(0, |sum, offset| (offset != u32::MAX).then(|| sum + offset))
}

struct Search<'g> {
    grid: &'g Grid,
    home: usize,
    key: &'g [u16],
    /// For every axis of the home table, with the price of what it moves alone.
    options: Vec<Vec<(u64, Vector)>>,
    best: Option<(u64, Vec<(u32, bool)>)>,
    tries: usize,
}

impl Search<'_> {
    fn choose(&mut self, walk: &Walk<'_>, chosen: &mut Vec<usize>) {
        let axis = chosen.len();
        if axis == self.options.len() {
            self.finish(walk, chosen);
            return;
        }
        for at in 0..self.options[axis].len() {
            if self.tries == 0 {
                return;
            }
            let price = self.options[axis][at].0;
            if self.best.as_ref().is_some_and(|(best, _)| price >= *best) {
                break;
            }
            chosen.push(at);
            if axis == 0 || self.price(walk, chosen).is_some_and(|price| self.better(price)) {
                self.choose(walk, chosen);
            }
            chosen.pop();
        }
    }

    fn better(&self, price: u64) -> bool {
        self.best.as_ref().is_none_or(|(best, _)| price < *best)
    }

    /// Of the cells of the home table that are sure to move, whatever is chosen for later axes.
    fn price(&mut self, walk: &Walk<'_>, chosen: &[usize]) -> Option<u64> {
        self.tries = self.tries.saturating_sub(1);
        let mut price = 0;
        for (cell, sign) in self.moved(self.home, chosen) {
            price += walk.price(cell, sign > 0)?;
        }
        walk.affordable(price).then_some(price)
    }

    fn moved(&self, table: usize, chosen: &[usize]) -> Vec<(u32, i8)> {
        let home = &self.grid.tables[self.home];
        let place = &self.grid.tables[table];
        let mut moved: Vec<(u32, i8)> = vec![(0, 1)];
        for (axis, (dimension, _)) in place.axes.iter().enumerate() {
            let offsets = &place.offsets[axis];
            let fixed: [(u16, i8); 1] = [(self.key[*dimension], 1)];
            let at = home.axes.iter().position(|(other, _)| other == dimension);
            let vector: &[(u16, i8)] = match at {
                Some(at) if at < chosen.len() => &self.options[at][chosen[at]].1,
                _ => &fixed,
            };
            moved = vector
                .iter()
                .filter(|(code, _)| offsets[*code as usize] != u32::MAX)
                .flat_map(|(code, sign)| {
                    let offset = offsets[*code as usize];
                    moved
                        .iter()
                        .map(move |(before, other)| (before + offset, sign * other))
                        .collect::<Vec<_>>()
                })
                .collect();
        }
        moved.into_iter().map(|(offset, sign)| (place.cells[offset as usize], sign)).collect()
    }

    /// All tables: one that lacks a dimension in which something is only moved about stays as it is.
    fn finish(&mut self, walk: &Walk<'_>, chosen: &[usize]) {
        let home = &self.grid.tables[self.home];
        let mut moves: Vec<(u32, bool)> = Vec::new();
        let mut price = 0;
        let mut tables = vec![self.home];
        for (number, place) in
            self.grid.tables.iter().enumerate().filter(|(number, _)| *number != self.home)
        {
            let touched = home.axes.iter().enumerate().all(|(at, (dimension, _))| {
                place.axes.iter().any(|(other, _)| other == dimension)
                    || self.options[at][chosen[at]].1.iter().any(|(code, _)| *code == 0)
            });
            if !touched {
                continue;
            }
            // Its own dimensions have to be broken down too; left to the other search.
            let own = |(dimension, _): &(usize, u8)| {
                !home.axes.iter().any(|(other, _)| other == dimension)
            };
            if place.axes.iter().any(own) {
                return;
            }
            tables.push(number);
        }
        for number in tables {
            for (cell, sign) in self.moved(number, chosen) {
                if moves.iter().any(|(moved, _)| *moved == cell) {
                    continue;
                }
                let Some(more) = walk.price(cell, sign > 0) else { return };
                price += more;
                moves.push((cell, sign > 0));
            }
        }
        if walk.affordable(price) && self.better(price) {
            if !walk.up() {
                moves.iter_mut().for_each(|(_, up)| *up = !*up);
            }
            self.best = Some((price, moves));
        }
    }
}
