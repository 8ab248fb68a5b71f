//! Educational psychology of Aadal (PPR). Knows the municipality and no units, so it sends that as its unit; dates by day; a case number with
//! a KLE subject in each record id.

use domain::record::body::types;
use producer_sdk::AnswerScope;

use super::{AADAL_KOMMUNE, DANISH_HABITS, DANISH_SITE};
use crate::journal::{Dating, Habits, Site, Staff};

pub(crate) const PPR_AADAL: Site = Site {
    id: "ppr-aadal",
    name: "PPR, Aadal Kommune",
    sector: "ppr",
    care_provider: AADAL_KOMMUNE,
    unit: (AADAL_KOMMUNE.0, ""),
    types: &[
        types::ACTIVITY,
        types::ASSESSMENT,
        types::CONTACT,
        types::DOCUMENT_CARE_NOTE,
        types::INTERVENTION,
        types::QUESTIONNAIRE,
    ],
    answer_scope: AnswerScope::Actor,
    max_records: 100,
    mailbox: "ppr@aadal.example",
    habits: Habits {
        dating: Dating::Day,
        counts_versions: false,
        record_id: |number, year| format!("17.03.16-{year}-{number}"),
        catalogue: "https://ppr.aadal.example/sagsemne",
        ..DANISH_HABITS
    },
    ..DANISH_SITE
};

pub(crate) const PSYCHOLOGIST: Staff = Staff {
    name: "Katrine Hjortshøj",
    role: "psychologist",
    title: "autoriseret psykolog, PPR",
};
