//! The region's record archive: what closed centres left behind, keyed in from paper. Dated by the month on the sheet, without versions,
//! signed by whoever keyed it in, and slow: a box is fetched before an answer comes. Holds nothing that is younger than a move.

use std::time::Duration;

use domain::record::body::types;

use super::REGION_VASTERLUND;
use crate::journal::{Dating, Dose, Habits, Site, Staff, Words};

pub(crate) const ARKIV_VASTERLUND: Site = Site {
    id: "arkiv-vasterlund",
    name: "Journal- och arkivservice Västerlund",
    sector: "record-archive",
    care_provider: REGION_VASTERLUND,
    unit: ("SE2321070114-R0J1", "Journal- och arkivservice"),
    types: &[
        types::CONDITION,
        types::DOCUMENT_BVC_SUMMARY,
        types::DOCUMENT_CARE_NOTE,
        types::DOCUMENT_DISCHARGE_LETTER,
        types::OBSERVATION_GROWTH,
        types::OBSERVATION_SCREENING,
        types::VACCINATION,
    ],
    takes: Duration::from_millis(900),
    mailbox: "journalarkivet@vasterlund.example",
    habits: Habits {
        dating: Dating::Month,
        counts_versions: false,
        record_id: |number, year| format!("VOL {}:{number}", year - 1900),
        catalogue: "https://arkivet-vasterlund.example/handlingstyp",
        words: Words {
            height: "Längd enl. kurvblad",
            weight: "Vikt enl. kurvblad",
            hearing: "Hörselprov enl. journalblad",
            vision: "Synprov enl. journalblad",
            vaccination,
        },
        ..Habits::USUAL
    },
    ..Site::USUAL
};

pub(crate) const ARCHIVIST: Staff = Staff {
    name: "Rolf Tengblad",
    role: "archivist",
    title: "arkivassistent",
};

fn vaccination(dose: &Dose) -> String {
    format!("Vaccinationskort, {}", dose.product)
}
