//! Which points are selected. Lists only: what is decided there is no business of theirs.

use std::collections::BTreeSet;

use domain::{decide::ReasonCode, policy::Ground, time::Country};

use crate::{
    ages::AGES,
    axes::{
        Access, Age, Around, Blocked, Board, CLAIMS, Consents, Custody, Kind, Maturity, Point,
        Protection, Purpose, Relation, Sector as S, Stated, Who, askers, sectors,
    },
    oracle::{self, Answer},
    pairwise::pairwise,
};

use super::released;

/// What is asked for where the type does not matter.
pub(crate) const USUAL: Kind = Kind::Growth;

/// A question with nothing against it.
pub(crate) fn question(age: &'static Age, who: Who, producer: S, kind: Kind) -> Point {
    Point {
        age,
        claim: None,
        who,
        producer,
        own: false,
        kind,
        custody: Custody::Both,
        consents: Consents::All,
        blocked: Blocked::No,
        protection: Protection::No,
        around: Around::USUAL,
    }
}

/// All points of a country, some of them twice.
pub(super) fn of(country: Country) -> Vec<Point> {
    let mut points = cells(country);
    points.extend(types(country));
    points.extend(boundaries(country));
    points.extend(words(country));
    points.extend(shut(country));
    points.extend(asked(country));
    points.extend(deciders(country));
    points.extend(released::of(country));
    points.extend(pairs(country));
    points
}

pub(super) fn age(word: &str) -> &'static Age {
    AGES.iter().find(|age| age.word == word).unwrap()
}

/// An age at which this actor can be shown something.
fn open_age(country: Country, who: Who) -> &'static Age {
    age(match (country, who) {
        (Country::Se, Who::Child) => "se-16-first",
        (Country::Se, _) => "se-12-last",
        (Country::Dk, Who::Child) => "dk-15-first",
        (Country::Dk, _) => "dk-14-last",
    })
}

/// Actor, source and whether it is the actor's own organisation's.
fn cells_of(country: Country) -> Vec<(Who, S, bool)> {
    let mut cells = Vec::new();
    for who in askers(country) {
        for producer in sectors(country) {
            cells.push((who, producer, false));
            if !who.is_citizen() {
                cells.push((who, producer, true));
            }
        }
    }
    cells
}

/// Every cell once for each thing it gives.
fn cells(country: Country) -> Vec<Point> {
    let mut points = Vec::new();
    for (who, producer, own) in cells_of(country) {
        let mut given = BTreeSet::new();
        for &kind in Kind::ALL {
            let at = question(open_age(country, who), who, producer, kind);
            let point = Point { own, ..at };
            let said = oracle::says(&point).answer;
            let never = said == Answer::Withhold(ReasonCode::NeverShared);
            let gives = never || !matches!(said, Answer::Withhold(_));
            if gives && given.insert(format!("{said:?}")) {
                points.push(point);
            }
        }
    }
    points
}

/// Every type, open and under protection, where somebody is shown it; else where nobody is.
fn types(country: Country) -> Vec<Point> {
    let mut points = Vec::new();
    for &kind in Kind::ALL {
        let all = cells_of(country).into_iter().map(|(who, producer, own)| {
            let at = question(open_age(country, who), who, producer, kind);
            Point { own, ..at }
        });
        let shown = |point: &Point| matches!(oracle::says(point).answer, Answer::Permit { .. });
        let professionals = all.filter(|point| !point.who.is_citizen());
        let first = question(
            open_age(country, Who::Guardian),
            Who::At(S::Hospital),
            S::Hospital,
            kind,
        );
        let point = professionals.into_iter().find(shown).unwrap_or(first);
        for &protection in Protection::ALL {
            points.push(Point {
                protection,
                ..point
            });
        }
    }
    points
}

/// The questions in which the rules meet.
fn telling(country: Country) -> Vec<Point> {
    let ask = |who, producer, kind| {
        let who = match who {
            Ok(sector) => Who::At(sector),
            Err(citizen) => citizen,
        };
        question(open_age(country, who), who, producer, kind)
    };
    let own = |point| Point { own: true, ..point };
    let by = |claim, point| Point {
        claim: Some(claim),
        ..point
    };
    let emergency = |point| by(Ground::Emergency, point);
    match country {
        Country::Se => vec![
            ask(Ok(S::SchoolHealth), S::ChildHealth, Kind::Growth),
            ask(Ok(S::ChildPsychiatry), S::ChildHealth, Kind::CareNote),
            emergency(ask(Ok(S::Hospital), S::GeneralPractice, Kind::Medication)),
            ask(Ok(S::School), S::SocialChild, Kind::Feedback),
            own(ask(Ok(S::SchoolPsychology), S::School, Kind::Attendance)),
            own(ask(Ok(S::SocialChild), S::SocialChild, Kind::ConcernReport)),
            ask(Ok(S::SocialChild), S::Hospital, Kind::Condition),
            ask(Ok(S::GeneralPractice), S::PopulationRegister, Kind::Custody),
            ask(Ok(S::Habilitation), S::CoordinationPlan, Kind::Plan),
            ask(Err(Who::Guardian), S::ChildHealth, Kind::Vaccination),
            ask(Err(Who::Guardian), S::PopulationRegister, Kind::Custody),
            ask(Err(Who::Child), S::ChildPsychiatry, Kind::Medication),
        ],
        Country::Dk => vec![
            ask(Ok(S::ChildPsychiatry), S::GeneralPractice, Kind::Condition),
            emergency(ask(Ok(S::Hospital), S::GeneralPractice, Kind::Condition)),
            ask(Ok(S::GeneralPractice), S::HealthVisitor, Kind::Growth),
            ask(Ok(S::ChildPsychiatry), S::Ppr, Kind::Assessment),
            ask(Ok(S::School), S::ChildPsychiatry, Kind::Statement),
            own(ask(Ok(S::Ppr), S::Ppr, Kind::Assessment)),
            ask(Ok(S::HealthVisitor), S::Ppr, Kind::Activity),
            own(ask(Ok(S::SocialFamily), S::SocialFamily, Kind::Plan)),
            ask(Ok(S::SocialFamily), S::PopulationRegister, Kind::Custody),
            by(
                Ground::Consent,
                ask(Ok(S::Hospital), S::PopulationRegister, Kind::MasterData),
            ),
            ask(Ok(S::GeneralPractice), S::CoordinationPlan, Kind::Plan),
            ask(Err(Who::Guardian), S::PopulationRegister, Kind::MasterData),
            ask(Err(Who::Guardian), S::Hospital, Kind::Condition),
            ask(Err(Who::Child), S::Hospital, Kind::Condition),
        ],
    }
}

/// The boundaries at which a telling question turns. At 18 none does: what ends there is told in `released`.
fn turning(country: Country) -> impl Iterator<Item = &'static Age> {
    let eighteen = ["se-17-last", "se-18-first"];
    (AGES.iter()).filter(move |age| age.country == country && !eighteen.contains(&age.word))
}

/// Every telling question on both sides of every boundary, with the guardians' consent, and the child's where that is another matter.
fn boundaries(country: Country) -> Vec<Point> {
    let mut points = Vec::new();
    for age in turning(country) {
        for asked in telling(country) {
            let with = |consents| Point {
                age,
                consents,
                ..asked
            };
            let (guardians, child) = (with(Consents::Guardians), with(Consents::Child));
            points.push(guardians);
            if oracle::says(&guardians) != oracle::says(&child) {
                points.push(child);
            }
        }
    }
    points
}

/// Every state of the words with every state of custody, before and after the child decides, where words count: by consent of all, by
/// that of the residence parent, against an objection.
fn words(country: Country) -> Vec<Point> {
    // The place among the telling questions, and the ages.
    let counting: &[(usize, &[&str])] = match country {
        Country::Se => &[(1, &["se-unknown", "se-12-last", "se-16-first"])],
        Country::Dk => &[
            (0, &["dk-unknown", "dk-14-last", "dk-15-first"]),
            (3, &["dk-unknown", "dk-14-last", "dk-15-first"]),
            (5, &["dk-unknown", "dk-14-last", "dk-15-first"]),
        ],
    };
    let mut points = Vec::new();
    for (place, ages) in counting {
        let asked = telling(country)[*place];
        for age in ages.iter().map(|word| age(word)) {
            for &custody in Custody::ALL {
                // With whom the child lives tells where one of two is asked, and nowhere else.
                let by_one = country == Country::Dk && *place == 5;
                if custody == Custody::BothApart && !by_one {
                    continue;
                }
                for &consents in Consents::ALL {
                    points.push(Point {
                        age,
                        custody,
                        consents,
                        ..asked
                    });
                }
            }
        }
    }
    points
}

/// Every state of blocks and of protection.
fn shut(country: Country) -> Vec<Point> {
    let mut points = Vec::new();
    for asked in telling(country) {
        for &blocked in Blocked::ALL {
            points.push(Point { blocked, ..asked });
            points.push(Point {
                blocked,
                protection: Protection::Yes,
                ..asked
            });
        }
        points.push(Point {
            protection: Protection::Unknown,
            ..asked
        });
    }
    points
}

/// Who asks, by what right, and what for.
fn asked(country: Country) -> Vec<Point> {
    let mut points = Vec::new();
    for asked in telling(country) {
        let around = |around| Point { around, ..asked };
        let usual = Around::USUAL;
        for &relation in Relation::ALL {
            points.push(around(Around { relation, ..usual }));
        }
        for &purpose in Purpose::ALL {
            points.push(around(Around { purpose, ..usual }));
        }
        for claim in CLAIMS {
            points.push(Point { claim, ..asked });
        }
        if asked.claim != Some(Ground::Emergency) {
            continue;
        }
        for &stated in Stated::ALL {
            points.push(around(Around { stated, ..usual }));
        }
        for blocked in [Blocked::No, Blocked::Yes, Blocked::Unknown] {
            let unrelated = around(Around {
                relation: Relation::No,
                ..usual
            });
            points.push(Point {
                blocked,
                ..unrelated
            });
        }
    }
    points
}

/// Who decides for the child besides age: an assessment, a board, a guardian's own access.
fn deciders(country: Country) -> Vec<Point> {
    let ages = turning(country);
    let guardian = |point: &&Point| point.who == Who::Guardian;
    let questions = telling(country);
    let own_access: Vec<_> = questions.iter().filter(guardian).collect();
    // By consent of all, and of one.
    let (by_consent, by_one) = match country {
        Country::Se => (questions[1], questions[8]),
        Country::Dk => (questions[3], questions[5]),
    };
    let mut points = Vec::new();
    for age in ages {
        let usual = Around::USUAL;
        for &maturity in Maturity::ALL {
            let around = Around { maturity, ..usual };
            let consents = Consents::Child;
            points.push(Point {
                age,
                around,
                consents,
                ..by_consent
            });
        }
        for &access in Access::ALL {
            let around = Around { access, ..usual };
            points.extend(own_access.iter().map(|asked| Point {
                age,
                around,
                ..**asked
            }));
        }
    }
    for &board in Board::ALL {
        let around = Around {
            board,
            ..Around::USUAL
        };
        for asked in [by_consent, by_one] {
            for &custody in Custody::ALL {
                for consents in [Consents::Father, Consents::FatherRefuses] {
                    points.push(Point {
                        around,
                        custody,
                        consents,
                        ..asked
                    });
                }
            }
        }
    }
    points
}

/// Pairs of everything with everything, but for relation and purpose: without them there is nothing else to see.
fn pairs(country: Country) -> Vec<Point> {
    let ages: Vec<_> = AGES.iter().filter(|age| age.country == country).collect();
    let producers = sectors(country);
    let askers = askers(country);
    let sizes = [
        askers.len(),
        Kind::ALL.len(),
        ages.len(),
        producers.len(),
        Consents::ALL.len(),
        Custody::ALL.len(),
        CLAIMS.len(),
        Blocked::ALL.len(),
        Protection::ALL.len(),
        Maturity::ALL.len(),
        Stated::ALL.len(),
        Board::ALL.len(),
        Access::ALL.len(),
        2,
    ];
    let rows = pairwise(&sizes).into_iter();
    rows.map(|row| Point {
        who: askers[row[0]],
        // No source is a citizen's own organisation's.
        own: row[13] == 1 && !askers[row[0]].is_citizen(),
        kind: Kind::ALL[row[1]],
        age: ages[row[2]],
        producer: producers[row[3]],
        consents: Consents::ALL[row[4]],
        custody: Custody::ALL[row[5]],
        claim: CLAIMS[row[6]],
        blocked: Blocked::ALL[row[7]],
        protection: Protection::ALL[row[8]],
        around: Around {
            maturity: Maturity::ALL[row[9]],
            stated: Stated::ALL[row[10]],
            board: Board::ALL[row[11]],
            access: Access::ALL[row[12]],
            ..Around::USUAL
        },
    })
    .collect()
}
