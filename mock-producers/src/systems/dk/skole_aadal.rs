//! A school of Aadal in the municipality's learning platform. Counts absence by term and month, signs with initials as teachers do, and
//! answers a school's own staff with notes that it leaves out for anybody else.

use domain::record::{Record, body::types};
use producer_sdk::{AnswerScope, RecordQuery};

use super::{AADAL_KOMMUNE, DANISH_HABITS, DANISH_SITE};
use crate::journal::{Dating, Habits, Site, Staff};

pub(crate) const SKOLE_AADAL: Site = Site {
    id: "skole-aadal",
    name: "Åskolen, Aadal",
    sector: "school",
    care_provider: AADAL_KOMMUNE,
    unit: ("110039999999002", "Åskolen"),
    types: &[
        types::ACTIVITY,
        types::ATTENDANCE,
        types::CONTACT,
        types::DOCUMENT_CARE_NOTE,
        types::SCHOOL_SUPPORT_PLAN,
    ],
    answer_scope: AnswerScope::Audience,
    max_records: 60,
    mailbox: "aaskolen@aadal.example",
    habits: Habits {
        dating: Dating::Day,
        counts_versions: false,
        record_id: |number, year| format!("elev/{number}/{}", year.rem_euclid(100)),
        signature: Staff::initials,
        catalogue: "https://laering.aadal.example/kategori",
        behaviour: notes_stay_in_school,
        ..DANISH_HABITS
    },
    ..DANISH_SITE
};

pub(crate) const TEACHER: Staff = Staff {
    name: "Thomas Brogaard",
    role: "teacher",
    title: "klasselærer",
};

pub(crate) const BEHAVIOUR_ADVISER: Staff = Staff {
    name: "Dorthe Lysholm",
    role: "adviser",
    title: "AKT-vejleder",
};

/// Day-to-day notes are for the school; attendance, support and contacts leave it.
fn notes_stay_in_school(query: &RecordQuery, mut records: Vec<Record>) -> Vec<Record> {
    if query.context().sector != SKOLE_AADAL.sector {
        records
            .retain(|record| record.header.information_type.as_str() != types::DOCUMENT_CARE_NOTE);
    }
    records
}
