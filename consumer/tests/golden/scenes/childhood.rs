//! Fifty records of twelve years, as two journals hold them.

use domain::record::Record;
use proto::v1::overview::Overview;

use super::{by, dose, encoded, height, note, overview, weight};
use crate::common::{fresh, source};

/// The day of each visit, with the height measured.
pub(crate) const HEIGHTS: [(&str, &str); 12] = [
    ("2013-02-12", "54.0"),
    ("2013-06-12", "64.5"),
    ("2014-06-12", "76.5"),
    ("2015-06-12", "88.5"),
    ("2016-12-12", "102.5"),
    ("2017-12-12", "109.5"),
    ("2018-11-12", "115.5"),
    ("2019-11-12", "121.5"),
    ("2021-03-12", "128.5"),
    ("2022-11-14", "134.5"),
    ("2024-11-12", "140.1"),
    ("2026-10-12", "150.5"),
];

pub(crate) fn childhood() -> Overview {
    let visit = |(index, (day, cm)): (usize, &(&str, &str))| -> [Record; 4] {
        let id = |what: &str| format!("{what}{index}");
        [
            height(&id("h"), day, cm),
            weight(&id("w"), day, &format!("{}.5", 4 + 3 * index)),
            dose(&id("d"), day, "J07CA02", "Tetravac", 1),
            note(&id("n"), day, &format!("Besök {index}"), "Trivs och växer."),
        ]
    };
    let told: Vec<Record> = HEIGHTS.iter().enumerate().flat_map(visit).collect();
    let told = told
        .into_iter()
        .map(|record| by("Maria Ek", "skolsköterska", record));
    overview(vec![fresh(
        source("emi-norr", "Elevhälsan Norr", "school-health"),
        encoded(told),
    )])
}
