//! A small pairwise generator: rows in which any two values of any two axes meet at least once. Greedy, and the same rows every time.

use crate::hash::mixed;

/// Rows of indices, one per axis, for axes of these sizes.
pub(crate) fn pairwise(sizes: &[usize]) -> Vec<Vec<usize>> {
    let mut open = Open::new(sizes);
    let mut rows = Vec::new();
    while let Some(((one, at_one), (other, at_other))) = open.first() {
        let mut row: Vec<Option<usize>> = vec![None; sizes.len()];
        row[one] = Some(at_one);
        row[other] = Some(at_other);
        for axis in 0..sizes.len() {
            if row[axis].is_none() {
                row[axis] = Some(open.best(&row, axis, rows.len()));
            }
        }
        let row: Vec<_> = row.into_iter().flatten().collect();
        open.close(&row);
        rows.push(row);
    }
    rows
}

/// The pairs that no row has yet.
struct Open {
    sizes: Vec<usize>,
    /// The first place of each axis in one long list of all values.
    offsets: Vec<usize>,
    values: usize,
    is_open: Vec<bool>,
    /// Before it nothing is open.
    cursor: usize,
}

impl Open {
    fn new(sizes: &[usize]) -> Self {
        let mut offsets = Vec::new();
        let mut values = 0;
        for size in sizes {
            offsets.push(values);
            values += size;
        }
        let mut open = Self {
            sizes: sizes.to_vec(),
            offsets,
            values,
            is_open: vec![false; values * values],
            cursor: 0,
        };
        for one in 0..sizes.len() {
            for other in one + 1..sizes.len() {
                for a in 0..sizes[one] {
                    for b in 0..sizes[other] {
                        let place = open.place((one, a), (other, b));
                        open.is_open[place] = true;
                    }
                }
            }
        }
        open
    }

    fn place(&self, one: (usize, usize), other: (usize, usize)) -> usize {
        let (first, second) = if one.0 < other.0 {
            (one, other)
        } else {
            (other, one)
        };
        (self.offsets[first.0] + first.1) * self.values + self.offsets[second.0] + second.1
    }

    fn first(&mut self) -> Option<((usize, usize), (usize, usize))> {
        while !*self.is_open.get(self.cursor)? {
            self.cursor += 1;
        }
        Some((
            self.value(self.cursor / self.values),
            self.value(self.cursor % self.values),
        ))
    }

    fn value(&self, place: usize) -> (usize, usize) {
        let axis = self.offsets.partition_point(|offset| *offset <= place) - 1;
        (axis, place - self.offsets[axis])
    }

    /// The value of an axis that closes most pairs with what the row has; of equals another one in every row.
    fn best(&self, row: &[Option<usize>], axis: usize, number: usize) -> usize {
        let size = self.sizes[axis];
        let closes = |value: usize| {
            let taken = row
                .iter()
                .enumerate()
                .filter_map(|(at, v)| Some((at, (*v)?)));
            taken
                .filter(|other| self.is_open[self.place((axis, value), *other)])
                .count()
        };
        let turn = mixed((number * 31 + axis) as u64) as usize % size;
        (0..size)
            .map(|step| (step + turn) % size)
            .max_by_key(|value| closes(*value))
            .unwrap_or_default()
    }

    fn close(&mut self, row: &[usize]) {
        for (one, a) in row.iter().enumerate() {
            for (other, b) in row.iter().enumerate().skip(one + 1) {
                let place = self.place((one, *a), (other, *b));
                self.is_open[place] = false;
            }
        }
    }
}

#[test]
fn any_two_values_of_any_two_axes_meet() {
    let sizes = [7, 5, 3, 3, 2];
    let rows = pairwise(&sizes);
    assert!(
        rows.len() < 60,
        "{} rows where all would be 630",
        rows.len()
    );
    for one in 0..sizes.len() {
        for other in one + 1..sizes.len() {
            for a in 0..sizes[one] {
                for b in 0..sizes[other] {
                    assert!(rows.iter().any(|row| row[one] == a && row[other] == b));
                }
            }
        }
    }
}
