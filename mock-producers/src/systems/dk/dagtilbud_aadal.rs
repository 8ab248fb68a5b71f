//! Day care in Aadal. A parents' app with little in it: days, contacts, language assessments; no versions and no mailbox.

use domain::record::body::types;
use producer_sdk::AnswerScope;

use super::{AADAL_KOMMUNE, DANISH_HABITS, DANISH_SITE};
use crate::journal::{Dating, Habits, Site, Staff};

pub(crate) const DAGTILBUD_AADAL: Site = Site {
    id: "dagtilbud-aadal",
    name: "Børnehuset Mosen, Aadal",
    sector: "day-care",
    care_provider: AADAL_KOMMUNE,
    unit: ("110049999999009", "Børnehuset Mosen"),
    types: &[
        types::ACTIVITY,
        types::ASSESSMENT,
        types::CONTACT,
        types::DOCUMENT_CARE_NOTE,
        types::QUESTIONNAIRE,
    ],
    answer_scope: AnswerScope::Audience,
    max_records: 40,
    mailbox: "",
    habits: Habits {
        dating: Dating::Day,
        counts_versions: false,
        record_id: |number, _| format!("{number:x}"),
        signature: Staff::initials,
        catalogue: "https://bornehuse.aadal.example/emne",
        ..DANISH_HABITS
    },
    ..DANISH_SITE
};

pub(crate) const PEDAGOGUE: Staff = Staff {
    name: "Rikke Tolstrup",
    role: "pedagogue",
    title: "pædagog, stuen Ællingerne",
};
