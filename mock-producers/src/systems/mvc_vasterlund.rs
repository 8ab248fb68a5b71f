//! Maternity care in the region. Writes under the mother until there is a number for the child, then moves what is the child's over to it;
//! dates by day and titles by the week of pregnancy. What is about the mother stays with her.

use domain::record::body::types;
use producer_sdk::AnswerScope;

use super::REGION_VASTERLUND;
use crate::journal::{Dating, Habits, Site, Staff, Words};

pub(crate) const MVC_VASTERLUND: Site = Site {
    id: "mvc-vasterlund",
    name: "Mödravården Västerlund",
    sector: "maternity",
    care_provider: REGION_VASTERLUND,
    unit: ("SE2321070114-R0M2", "Barnmorskemottagningen, Västerby"),
    types: &[
        types::ACTIVITY,
        types::CONDITION,
        types::CONTACT,
        types::DOCUMENT_CARE_NOTE,
        types::MASTER_DATA,
        types::OBSERVATION_GROWTH,
        types::REFERRAL,
    ],
    answer_scope: AnswerScope::Audience,
    mailbox: "modravarden@vasterlund.example",
    habits: Habits {
        dating: Dating::Day,
        record_id: |number, year| format!("MHV-{year}-{number}"),
        catalogue: "https://modravarden-vasterlund.example/termer",
        words: Words {
            height: "Födelselängd",
            weight: "Födelsevikt",
            ..Words::NONE
        },
        ..Habits::USUAL
    },
    ..Site::USUAL
};

pub(crate) const MIDWIFE: Staff = Staff {
    name: "Charlotte Rydén",
    role: "midwife",
    title: "barnmorska",
};
