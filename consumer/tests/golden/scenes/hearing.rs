//! Hearing and sight: normal only where the record says so.

use domain::record::{
    Coding, Quantity, Record,
    body::{Interpretation, Laterality, Observation, types},
};
use proto::v1::overview::Overview;

use super::{encoded, overview, record};
use crate::common::{fresh, source};

const NORMAL: Interpretation = Interpretation::Normal;
const ABNORMAL: Interpretation = Interpretation::Abnormal;
const UNSTATED: Interpretation = Interpretation::Unstated;

pub(crate) fn hearing() -> Overview {
    let quiet = ["20"; 4];
    let records = [
        audiometry("h1", "2026-10-13", quiet, quiet, NORMAL),
        audiometry("h2", "2026-05-05", quiet, quiet, UNSTATED),
        audiometry(
            "h3",
            "2025-11-04",
            ["20", "20", "25", "35"],
            quiet,
            ABNORMAL,
        ),
        audiometry(
            "h4",
            "2025-05-22",
            ["30", "30", "35", "40"],
            ["20", "20", "20", "25"],
            ABNORMAL,
        ),
        audiometry(
            "h5",
            "2024-05-22",
            ["20", "20", "20", "hörs ej"],
            quiet,
            Interpretation::Inconclusive,
        ),
        sight("v1", "2026-10-13", "0.8", "0.8", NORMAL),
        sight("v2", "2026-05-05", "1.0", "0.5", ABNORMAL),
        sight("v3", "2025-11-04", "1.0", "0.8", UNSTATED),
    ];
    overview(vec![fresh(
        source("emi-norr", "Elevhälsan Norr", "school-health"),
        encoded(records),
    )])
}

fn audiometry(
    id: &str,
    at: &str,
    left: [&str; 4],
    right: [&str; 4],
    finding: Interpretation,
) -> Record {
    let code = |words: &str| Coding::new("https://norra.example/sokord", words, words);
    let at_all = ["500 Hz", "1 kHz", "2 kHz", "4 kHz"];
    let mut body = Observation {
        code: Some(code("horsel")),
        interpretation: finding,
        ..Observation::default()
    };
    let sides = [(Laterality::Right, right), (Laterality::Left, left)];
    for (side, levels) in sides {
        for (hz, level) in at_all.iter().zip(levels) {
            let level = Quantity::new(level, "dB[HL]");
            body = body.component(code(&format!("Hörtröskel {hz}")), level, side);
        }
    }
    record(
        id,
        types::OBSERVATION_SCREENING,
        at,
        "Hörsel, screening",
        body,
    )
}

fn sight(id: &str, at: &str, right: &str, left: &str, finding: Interpretation) -> Record {
    let acuity = || Coding::new("https://norra.example/sokord", "visus", "Synskärpa");
    let body = Observation {
        interpretation: finding,
        ..Observation::default()
    };
    let body = body
        .component(acuity(), Quantity::new(right, ""), Laterality::Right)
        .component(acuity(), Quantity::new(left, ""), Laterality::Left);
    record(id, types::OBSERVATION_SCREENING, at, "Syn, screening", body)
}
