//! The vaccination register. Complete since it became a duty to report, partial before: some doses have a month, a year, no batch, or were
//! typed in by the family from a yellow card.

use domain::record::body::types;
use producer_sdk::AnswerScope;

use super::{DANISH_HABITS, DANISH_SITE, DANISH_WORDS};
use crate::journal::{Dating, Habits, Site, Words};

pub(crate) const DDV: Site = Site {
    id: "ddv",
    name: "Det Danske Vaccinationsregister",
    sector: "vaccination-register",
    care_provider: ("29990058", "Det Danske Vaccinationsregister"),
    unit: ("140029999999001", "Det Danske Vaccinationsregister"),
    types: &[types::VACCINATION],
    // The same to everybody, so SHARED would be true of it; no aggregator takes that yet.
    answer_scope: AnswerScope::Audience,
    max_records: 200,
    mailbox: "",
    habits: Habits {
        dating: Dating::Day,
        counts_versions: true,
        record_id: |number, _| format!("DDV{number:09}"),
        catalogue: "https://ddv.example/vaccination",
        words: Words {
            vaccination: |dose| format!("{} {}", dose.product, dose.number),
            ..DANISH_WORDS
        },
        ..DANISH_HABITS
    },
    ..DANISH_SITE
};
