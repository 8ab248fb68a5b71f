//! The points at which something is released by a person, or is an own file, or is opened by an emergency.

use domain::{policy::Ground, time::Country};

use super::points::{age, question};
use crate::axes::{
    Around, Blocked, Consents, Custody, Kind, Point, Protection, Relation, Sector as S, Who,
};

/// What is on request by consent and what an own file is, with every word; necessity for somebody under 18; the register in an emergency.
pub(super) fn of(country: Country) -> Vec<Point> {
    match country {
        Country::Se => in_sweden(),
        Country::Dk => in_denmark(),
    }
}

fn in_sweden() -> Vec<Point> {
    let nurse = of_sweden(
        "se-12-last",
        S::SchoolHealth,
        S::SchoolPsychology,
        Kind::Assessment,
    );
    let own = Point {
        own: true,
        ..of_sweden(
            "se-12-last",
            S::SchoolHealth,
            S::SchoolHealth,
            Kind::CareNote,
        )
    };
    let mut points = Vec::new();
    for &consents in Consents::ALL {
        points.push(Point { consents, ..nurse });
    }
    for consents in [
        Consents::Nothing,
        Consents::FatherRefuses,
        Consents::Unknown,
    ] {
        points.push(Point { consents, ..own });
    }
    for &custody in Custody::ALL {
        points.push(Point { custody, ..nurse });
    }
    for protection in [Protection::Yes, Protection::Unknown] {
        points.push(Point { protection, ..own });
    }
    points.extend(of_necessity());
    points.extend(in_an_emergency());
    points
}

fn of_sweden(word: &str, actor: S, producer: S, kind: Kind) -> Point {
    question(age(word), Who::At(actor), producer, kind)
}

/// Around 18, where necessity ends.
fn of_necessity() -> Vec<Point> {
    let mut points = Vec::new();
    for word in [
        "se-unknown",
        "se-12-last",
        "se-16-first",
        "se-17-last",
        "se-18-first",
    ] {
        for consents in [Consents::All, Consents::FatherRefuses, Consents::Nothing] {
            for claim in [None, Some(Ground::Statute)] {
                let clinic = of_sweden(word, S::ChildPsychiatry, S::SocialChild, Kind::Plan);
                points.push(Point {
                    consents,
                    claim,
                    ..clinic
                });
            }
        }
    }
    points
}

/// The register, with and without a relation.
fn in_an_emergency() -> Vec<Point> {
    let mut points = Vec::new();
    for kind in [Kind::Custody, Kind::MasterData] {
        for relation in [Relation::Yes, Relation::No] {
            for blocked in [Blocked::No, Blocked::Yes] {
                let urgent = of_sweden("se-12-last", S::Hospital, S::PopulationRegister, kind);
                points.push(Point {
                    claim: Some(Ground::Emergency),
                    around: Around {
                        relation,
                        ..Around::USUAL
                    },
                    blocked,
                    ..urgent
                });
            }
        }
    }
    points
}

/// The same in Denmark: what an emergency opens, an own file against an objection, a release by consent.
fn in_denmark() -> Vec<Point> {
    let ask = |actor, producer, kind| question(age("dk-14-last"), Who::At(actor), producer, kind);
    let mut points = Vec::new();
    for (producer, kind) in [
        (S::VaccinationRegister, Kind::Vaccination),
        (S::MedicationRegister, Kind::Medication),
        (S::PopulationRegister, Kind::Custody),
        (S::PopulationRegister, Kind::MasterData),
        (S::HealthVisitor, Kind::Growth),
    ] {
        for relation in [Relation::Yes, Relation::No] {
            points.push(Point {
                claim: Some(Ground::Emergency),
                around: Around {
                    relation,
                    ..Around::USUAL
                },
                ..ask(S::Hospital, producer, kind)
            });
        }
    }
    for consents in [
        Consents::Nothing,
        Consents::FatherRefuses,
        Consents::Unknown,
    ] {
        let own = ask(S::Hospital, S::Hospital, Kind::CareNote);
        points.push(Point {
            consents,
            own: true,
            ..own
        });
        let released = ask(S::HealthVisitor, S::HealthVisitor, Kind::Growth);
        points.push(Point {
            consents,
            ..released
        });
    }
    points
}
