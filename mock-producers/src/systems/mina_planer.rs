//! Mina Planer: coordinated individual plans of all parties in the region. Answers by audience, keeps the names that people write of
//! themselves, in whatever script, and counts a new version at every change of a goal.

use domain::record::body::types;
use producer_sdk::AnswerScope;

use crate::journal::{Dating, Habits, Site, Staff};

pub(crate) const MINA_PLANER: Site = Site {
    id: "mina-planer",
    name: "Mina Planer",
    sector: "coordination-plan",
    care_provider: ("SE5590070095-P1", "Samverkan Västerlund, Mina Planer"),
    unit: ("SE5590070095-P1SIP", "Samordnad individuell plan"),
    types: &[types::ACTIVITY, types::CONTACT, types::PLAN],
    answer_scope: AnswerScope::Audience,
    mailbox: "",
    habits: Habits {
        dating: Dating::Day,
        record_id: |number, year| format!("sip-{year}-{number}"),
        catalogue: "https://minaplaner.example/typ",
        ..Habits::USUAL
    },
    ..Site::USUAL
};

pub(crate) const COORDINATOR: Staff = Staff {
    name: "Marie-Louise von Essenberg Ahlström",
    role: "coordinator",
    title: "samordnare",
};
