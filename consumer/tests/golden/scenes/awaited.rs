//! What a child psychiatrist sees of a girl whose father has not answered yet: who it is, and what waits for it.

use domain::{
    record::{
        LifeCycle,
        body::{Activity, ActivityKind, Custody, CustodyHolder, Person, types},
    },
    time::Period,
};
use proto::v1::overview::{MissingGrantor, NextStep, Outcome, Overview, Reason, SectorDecision};

use super::{by, encoded, overview, record};
use crate::common::{fresh, source};

pub(crate) fn awaited() -> Overview {
    with_visit(false)
}

/// The same, but the visit is nothing that her guardians get to see.
pub(crate) fn cautioned() -> Overview {
    with_visit(true)
}

fn with_visit(not_for_guardians: bool) -> Overview {
    let mut visit = record(
        "v",
        types::ACTIVITY,
        "2026-12-03T12:30:00Z",
        "Första besök",
        Activity::new(ActivityKind::Appointment, ""),
    );
    visit.header.life_cycle = LifeCycle::Planned;
    visit.header.marks.not_for_guardians = not_for_guardians;
    let visit = by("Ola Berg", "läkare", visit);
    let mut overview = overview(vec![
        fresh(
            source("bup", "BUP Västerlund", "child-psychiatry"),
            encoded([visit]),
        ),
        fresh(
            source("register", "Folkbokföring", "population-register"),
            encoded([custody()]),
        ),
    ]);
    if let Some(started) = &mut overview.started {
        started.sectors = vec![SectorDecision {
            sector: "school-psychology".to_owned(),
            outcome: Outcome::Withheld.into(),
            reasons: vec![missing()],
            ..SectorDecision::default()
        }];
    }
    overview
}

fn custody() -> domain::record::Record {
    let holder = |name: &str, role: &str, residence_parent| CustodyHolder {
        person: Person::new(name, role),
        residence_parent,
        ..CustodyHolder::default()
    };
    let body = Custody {
        holders: vec![
            holder("Anna Lind", "mother", true),
            holder("Bo Lind", "father", false),
        ],
        ..Custody::default()
    };
    let mut custody = record("m2", types::CUSTODY, "2017-02-01", "", body);
    custody.header.period = Period::default();
    custody
}

fn missing() -> Reason {
    Reason {
        code: "OTHER_GUARDIAN_MISSING".to_owned(),
        law: "Föräldrabalken 1949:381 6 kap. 11 §".to_owned(),
        next_step: Some(NextStep {
            code: "ASK_FOR_CONSENT".to_owned(),
            text: "Be om samtycke.".to_owned(),
            missing_grantors: vec![MissingGrantor {
                role: "OTHER_GUARDIAN".to_owned(),
                text: "den andra vårdnadshavaren".to_owned(),
            }],
            ..NextStep::default()
        }),
        ..Reason::default()
    }
}
