//! School psychologists and counsellors in Västerby: one system for all its schools. The unit is the pupil's school, so that it changes with
//! the pupil; the answer depends on the audience only.

use domain::record::body::types;
use producer_sdk::AnswerScope;

use super::SCHOOL_BOARD_VASTERBY;
use crate::journal::{Dating, Habits, Site, Staff};

pub(crate) const ELEVHALSA_PSYK_VASTERBY: Site = Site {
    id: "elevhalsa-psyk-vasterby",
    name: "Elevhälsan Västerby, psykologer och kuratorer",
    sector: "school-psychology",
    care_provider: SCHOOL_BOARD_VASTERBY,
    unit: ("SE2120070014-U090", "Centrala elevhälsan, Västerby"),
    types: &[
        types::ACTIVITY,
        types::ASSESSMENT,
        types::CONTACT,
        types::DOCUMENT_CARE_NOTE,
        types::INTERVENTION,
        types::QUESTIONNAIRE,
    ],
    answer_scope: AnswerScope::Audience,
    mailbox: "elevhalsan-psykologi-vasterby@sdk.example",
    habits: Habits {
        dating: Dating::Day,
        record_id: |number, year| format!("EPS-{number}-{year}"),
        catalogue: "https://elevhalsan-vasterby.example/insatser",
        ..Habits::USUAL
    },
    ..Site::USUAL
};

/// Åkraskolan, as this system knows it.
pub(crate) const AKRASKOLAN: (&str, &str) = (
    "SE2120070014-U014",
    "Elevhälsa psykosocial insats, Åkraskolan",
);

pub(crate) const COUNSELLOR: Staff = Staff {
    name: "Jonatan Ekwall",
    role: "counsellor",
    title: "skolkurator",
};
pub(crate) const PSYCHOLOGIST: Staff = Staff {
    name: "Petra Nyhlén",
    role: "psychologist",
    title: "skolpsykolog, leg.",
};
