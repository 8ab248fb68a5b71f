//! The figures: a row each, as a table for people and as JSON for comparison.

use std::{
    fmt,
    io::{self, Write},
};

use serde_json::{Value, json};

use crate::{machine::Machine, stats::Spread};

/// What a figure has to be.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Bar {
    /// At most so much.
    AtMost(f64),
    /// At least so much.
    AtLeast(f64),
    /// More than the first, and not more than the second, in every single case.
    Within(f64, f64),
}

/// One figure.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Row {
    name: String,
    unit: &'static str,
    value: Option<Spread>,
    bar: Option<Bar>,
    note: String,
}

impl Row {
    /// A figure with its spread over the repeats.
    pub(crate) fn new(name: impl Into<String>, unit: &'static str, value: Option<Spread>) -> Self {
        Self {
            name: name.into(),
            unit,
            value,
            bar: None,
            note: String::new(),
        }
    }

    /// A figure that cannot be taken yet, or not here. It never passes.
    pub(crate) fn missing(name: impl Into<String>, unit: &'static str, why: &str) -> Self {
        Self::new(name, unit, None).note(why)
    }

    /// With what it has to be.
    pub(crate) fn bar(mut self, bar: Bar) -> Self {
        self.bar = Some(bar);
        self
    }

    /// With what one must know to read it.
    pub(crate) fn note(mut self, note: impl Into<String>) -> Self {
        self.note = note.into();
        self
    }

    /// Whether it is what it has to be. `None` without a bar or a value.
    fn holds(&self) -> Option<bool> {
        let (value, bar) = (self.value?, self.bar?);
        Some(match bar {
            Bar::AtMost(most) => value.median <= most,
            Bar::AtLeast(least) => value.median >= least,
            Bar::Within(above, most) => value.min > above && value.max <= most,
        })
    }

    fn json(&self) -> Value {
        json!({
            "name": self.name,
            "unit": self.unit,
            "value": self.value.map(|v| rounded(v.median)),
            "spread": self.value.map(|v| json!({ "min": rounded(v.min), "max": rounded(v.max) })),
            "bar": self.bar.map(|bar| bar.to_string()),
            "holds": self.holds(),
            "note": self.note,
        })
    }
}

impl fmt::Display for Bar {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::AtMost(most) => write!(f, "<= {most}"),
            Self::AtLeast(least) => write!(f, ">= {least}"),
            Self::Within(above, most) => write!(f, "> {above}, <= {most}"),
        }
    }
}

/// Four significant digits: what a measurement of this kind can carry.
fn rounded(value: f64) -> f64 {
    format!("{value:.3e}").parse().unwrap_or(value)
}

/// Everything that a run found.
pub(crate) struct Report {
    /// Where.
    pub(crate) machine: Machine,
    /// The figures.
    pub(crate) rows: Vec<Row>,
    /// How long it took, in seconds.
    pub(crate) seconds: u64,
}

impl Report {
    /// As JSON.
    pub(crate) fn json(&self) -> Value {
        json!({
            "machine": self.machine.json(),
            "seconds": self.seconds,
            "rows": self.rows.iter().map(Row::json).collect::<Vec<_>>(),
        })
    }

    /// As a table.
    pub(crate) fn print(&self, out: &mut impl Write) -> io::Result<()> {
        writeln!(out, "{}", self.machine)?;
        let head = ["figure", "value", "spread", "bar", "holds", "note"].map(str::to_owned);
        let mut lines = vec![head];
        lines.extend(self.rows.iter().map(cells));
        let widths: [usize; 5] = std::array::from_fn(|column| {
            let cells = lines.iter().filter_map(|line| line.get(column));
            cells.map(|cell| cell.chars().count()).max().unwrap_or(0)
        });
        for line in &lines {
            let mut text = String::new();
            for (cell, width) in line.iter().zip(widths) {
                let pad = width.saturating_sub(cell.chars().count());
                text.push_str(cell);
                text.push_str(&" ".repeat(pad + 2));
            }
            text.push_str(line.last().map_or("", String::as_str));
            writeln!(out, "{}", text.trim_end())?;
        }
        writeln!(out, "{} s", self.seconds)
    }
}

fn cells(row: &Row) -> [String; 6] {
    let number = |value: f64| {
        let value = rounded(value);
        if value.abs() >= 1000.0 {
            format!("{value:.0}")
        } else {
            format!("{value}")
        }
    };
    [
        row.name.clone(),
        row.value.map_or_else(
            || "–".to_owned(),
            |v| {
                format!("{} {}", number(v.median), row.unit)
                    .trim_end()
                    .to_owned()
            },
        ),
        row.value.map_or_else(String::new, |v| {
            format!("{} … {}", number(v.min), number(v.max))
        }),
        row.bar.map_or_else(String::new, |bar| bar.to_string()),
        match row.holds() {
            Some(true) => "yes",
            Some(false) => "NO",
            None => "",
        }
        .to_owned(),
        row.note.clone(),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(bar: Bar, median: f64) -> Row {
        let (min, max) = (median - 1.0, median + 1.0);
        Row::new("figure", "ms", Some(Spread { median, min, max })).bar(bar)
    }

    #[test]
    fn a_figure_holds_by_its_median_and_a_bound_in_every_case_by_its_extremes() {
        assert_eq!(row(Bar::AtMost(2.5), 2.5).holds(), Some(true));
        assert_eq!(row(Bar::AtMost(2.5), 2.6).holds(), Some(false));
        assert_eq!(row(Bar::AtLeast(4.0), 3.9).holds(), Some(false));
        assert_eq!(row(Bar::Within(0.0, 50.0), 49.0).holds(), Some(true));
        assert_eq!(row(Bar::Within(0.0, 50.0), 49.5).holds(), Some(false));
        assert_eq!(row(Bar::Within(0.0, 50.0), 1.0).holds(), Some(false));
    }

    #[test]
    fn a_figure_that_is_not_there_does_not_pass() {
        let missing = Row::missing("hit", "", "not yet").bar(Bar::AtMost(1.0));
        assert_eq!(missing.holds(), None);
        let json = missing.json();
        assert!(json["value"].is_null() && json["holds"].is_null());
        assert_eq!(
            (json["bar"].as_str(), json["note"].as_str()),
            (Some("<= 1"), Some("not yet"))
        );
    }

    #[test]
    fn a_value_is_written_with_four_digits() {
        assert_eq!(rounded(1.234_567), 1.235);
        assert_eq!(rounded(1_234_567.0), 1_235_000.0);
    }
}
