//! Makes of a point what the decision reads: an actor, a class, facts and a question. And decides it.

use domain::{
    decide::{Actor, Blocks, Class, Decision, Question, decide},
    facts::{
        Assessment, Block, BoardDecision, CareRelation, Consent, ConsentKind, Facts,
        GuardianAccessKind, Holder, Known, Lift, LiftReason, Pseudonym,
    },
    policy::{Audience, Policy},
    time::Timestamp,
};
use jiff::SignedDuration;

use crate::{
    axes::{
        Access, Blocked, Board, Consents, Custody, Maturity, Point, Protection, Purpose, Relation,
        Sector, Stated, Who, sectors,
    },
    common::{
        CHILD, FATHER, MOTHER, STRANGER, access, at, block, consent, date, found_mature,
        information_type, organisation, permit, refusal, sector, told,
    },
};

/// The asking organisation's number, and that of the source when it is another.
const ASKING: u8 = 1;
const OTHER: u8 = 2;

/// A point as the decision sees it.
pub(crate) struct Scene {
    pub(crate) actor: Actor,
    pub(crate) class: Class,
    pub(crate) facts: Facts,
    pub(crate) now: Timestamp,
}

impl Scene {
    pub(crate) fn of(point: &Point) -> Self {
        Self::at(point, at(point.age.now))
    }

    /// At another time than the point's own, told just then.
    pub(crate) fn at(point: &Point, now: Timestamp) -> Self {
        Self {
            actor: actor(point),
            class: class(point),
            facts: facts(point, now),
            now,
        }
    }

    pub(crate) fn decide(&self, point: &Point, policy: &Policy) -> Decision {
        decide_at_source(
            point,
            &self.actor,
            &self.class,
            &self.facts,
            policy,
            self.now,
        )
    }
}

/// The decision for one source, whose organisation may be blocked: what [`domain::plan`] does for each.
pub(crate) fn decide_at_source(
    point: &Point,
    actor: &Actor,
    class: &Class,
    facts: &Facts,
    policy: &Policy,
    now: Timestamp,
) -> Decision {
    let question = question(point, actor, now);
    let decision = decide(&question, class, facts, policy, now);
    let blocks = Blocks::against((&question).into(), facts, policy, now).unwrap_or_default();
    let holder = organisation(if point.own { ASKING } else { OTHER });
    decision.at_source(&blocks, Some(&holder), class)
}

pub(crate) fn question<'a>(point: &Point, actor: &'a Actor, now: Timestamp) -> Question<'a> {
    let hours_ago = match point.around.stated {
        Stated::WithReason | Stated::WithoutReason => 0,
        Stated::ThreeHoursAgo => 3,
        Stated::FourHoursAgo => 4,
    };
    Question {
        actor,
        ground: point.claim,
        reason_given: point.around.stated != Stated::WithoutReason,
        purpose: match (point.around.purpose, point.who.is_citizen()) {
            (Purpose::Usual, false) | (Purpose::Care, _) => "care",
            (Purpose::Usual, true) | (Purpose::OwnAccess, _) => "own-access",
            (Purpose::Research, _) => "research",
            (Purpose::Quality, _) => "quality",
            (Purpose::Unnamed, _) => "marketing",
        },
        asked: now - SignedDuration::from_hours(hours_ago),
    }
}

pub(crate) fn actor(point: &Point) -> Actor {
    let (audience, person) = match point.who {
        Who::At(_) => (Audience::Professional, None),
        Who::Guardian => (Audience::Guardian, Some(MOTHER)),
        Who::Child => (Audience::Child, Some(CHILD)),
    };
    let works = match point.who {
        Who::At(sector) => Some(sector),
        Who::Guardian | Who::Child => None,
    };
    Actor {
        audience,
        country: point.country(),
        sector: works.map(|works| sector(works.word())),
        organisation: works.map(|_| organisation(ASKING)),
        unit: works.map(|_| "unit-1".into()),
        person,
    }
}

pub(crate) fn class(point: &Point) -> Class {
    Class {
        country: point.country(),
        producer: sector(point.producer.word()),
        information_type: information_type(point.kind.word()),
        same_organisation: point.own,
    }
}

pub(crate) fn facts(point: &Point, now: Timestamp) -> Facts {
    let around = point.around;
    Facts {
        child: CHILD,
        birth: point.age.born.map(date),
        custody: custody(point.custody, now),
        protection: match point.protection {
            Protection::No => told(false, now),
            Protection::Yes => told(true, now),
            Protection::Unknown => Known::Unknown,
        },
        consents: consents(point.consents, now),
        relations: relations(point, now),
        blocks: blocks(point.blocked, now),
        lifts: told(lifts(point.blocked, now), now),
        assessments: assessments(around.maturity, now),
        board_decisions: board_decisions(around.board, now),
        guardian_access: guardian_access(around.access, now),
    }
}

/// Long before all that happens.
fn before() -> Timestamp {
    at("2020-01-01T00:00:00Z")
}

fn custody(custody: Custody, now: Timestamp) -> Known<Vec<Holder>> {
    let mother = Holder {
        guardian: MOTHER,
        residence_parent: true,
    };
    let father = Holder {
        guardian: FATHER,
        residence_parent: false,
    };
    match custody {
        Custody::Both => told(vec![mother, father], now),
        Custody::BothApart => {
            let mother = Holder {
                residence_parent: false,
                ..mother
            };
            told(vec![mother, father], now)
        }
        Custody::Mother => told(vec![mother], now),
        // Alone he is the one with whom the child is registered.
        Custody::Father => told(
            vec![Holder {
                residence_parent: true,
                ..father
            }],
            now,
        ),
        Custody::Nobody => told(Vec::new(), now),
        Custody::Unknown => Known::Unknown,
    }
}

fn consents(said: Consents, now: Timestamp) -> Known<Vec<Consent>> {
    let all = [MOTHER, FATHER, CHILD];
    let refused_by = |refuser: Pseudonym| {
        let kind = |person| {
            if person == refuser {
                ConsentKind::Refuse
            } else {
                ConsentKind::Permit
            }
        };
        all.map(|person| consent(person, kind(person))).to_vec()
    };
    let changed = |change: fn(&mut Consent)| {
        let mut words = all.map(permit).to_vec();
        words.iter_mut().for_each(change);
        words
    };
    let words = match said {
        Consents::Nothing => Vec::new(),
        Consents::All => all.map(permit).to_vec(),
        Consents::Mother => vec![permit(MOTHER)],
        Consents::Father => vec![permit(FATHER)],
        Consents::Child => vec![permit(CHILD)],
        Consents::Guardians => vec![permit(MOTHER), permit(FATHER)],
        Consents::MotherRefuses => refused_by(MOTHER),
        Consents::FatherRefuses => refused_by(FATHER),
        Consents::ChildRefuses => refused_by(CHILD),
        Consents::FatherEnded => {
            let ended = Consent {
                ended: Some(now),
                ..permit(FATHER)
            };
            vec![permit(MOTHER), ended, permit(CHILD)]
        }
        Consents::Unverified => changed(|word| word.verified = false),
        Consents::ToAnother => changed(|word| word.recipient = Some(organisation(7))),
        Consents::Misregistered => changed(|word| word.deleted = Some(before())),
        Consents::OnceRefused => {
            let mut words = all.map(permit).to_vec();
            words.extend(all.map(|person| Consent {
                ended: Some(before()),
                ..refusal(person)
            }));
            words
        }
        Consents::Unknown => return Known::Unknown,
    };
    told(words, now)
}

fn relations(point: &Point, now: Timestamp) -> Known<Vec<CareRelation>> {
    let relation = |of: Sector| CareRelation {
        organisation: organisation(ASKING),
        unit: None,
        sector: sector(of.word()),
        start: before(),
        end: None,
    };
    let all = sectors(point.country());
    let relations = match point.around.relation {
        Relation::Yes => all.into_iter().map(relation).collect(),
        Relation::No => Vec::new(),
        Relation::OtherSector => {
            let others = all.into_iter().filter(|other| point.who != Who::At(*other));
            others.map(relation).collect()
        }
        Relation::OtherUnit => {
            let elsewhere = |of| CareRelation {
                unit: Some("unit-2".into()),
                ..relation(of)
            };
            all.into_iter().map(elsewhere).collect()
        }
        Relation::Over => {
            let over = |of| CareRelation {
                end: Some(now),
                ..relation(of)
            };
            all.into_iter().map(over).collect()
        }
        Relation::Unknown => return Known::Unknown,
    };
    told(relations, now)
}

/// Both organisations block all they hold: what is the actor's own is not kept from it.
fn blocks(blocked: Blocked, now: Timestamp) -> Known<Vec<Block>> {
    let both = || {
        [ASKING, OTHER].map(|of| Block {
            start: before(),
            ..block(of, of)
        })
    };
    match blocked {
        Blocked::No => told(Vec::new(), now),
        Blocked::Unknown => Known::Unknown,
        Blocked::Ended => {
            let ended = both().map(|block| Block {
                ended: Some(now),
                ..block
            });
            told(ended.to_vec(), now)
        }
        Blocked::Yes
        | Blocked::Lifted
        | Blocked::LiftOver
        | Blocked::LiftBeyondSevenDays
        | Blocked::LiftOnSeventhDay => told(both().to_vec(), now),
    }
}

fn lifts(blocked: Blocked, now: Timestamp) -> Vec<Lift> {
    let hours = |from: i64, to: i64| {
        let at = |hours| now + SignedDuration::from_hours(hours);
        (at(from), at(to))
    };
    let (start, end) = match blocked {
        Blocked::Lifted => hours(-24, 24),
        Blocked::LiftOver => hours(-48, 0),
        // It says fourteen days, and seven are over, or not yet.
        Blocked::LiftBeyondSevenDays => hours(-24 * 7, 24 * 7),
        Blocked::LiftOnSeventhDay => hours(1 - 24 * 7, 24 * 7),
        Blocked::No | Blocked::Yes | Blocked::Unknown | Blocked::Ended => return Vec::new(),
    };
    let lift = |of: u8| Lift {
        block: [of; 16],
        organisation: organisation(ASKING),
        unit: None,
        reason: LiftReason::Consent,
        start,
        end,
        ended: None,
    };
    [ASKING, OTHER].map(lift).to_vec()
}

fn assessments(maturity: Maturity, now: Timestamp) -> Known<Vec<Assessment>> {
    let found = Assessment {
        start: now,
        ..found_mature()
    };
    let assessments = match maturity {
        Maturity::NotAssessed => Vec::new(),
        Maturity::Mature => vec![found],
        // Whoever of the children is 16 today was 9 then.
        Maturity::MatureBeforeThirteen => vec![Assessment {
            start: before(),
            ..found
        }],
        Maturity::Immature => vec![Assessment {
            mature: false,
            ..found
        }],
        Maturity::ByAnother => vec![Assessment {
            organisation: organisation(7),
            ..found
        }],
        Maturity::Unknown => return Known::Unknown,
    };
    told(assessments, now)
}

fn board_decisions(board: Board, now: Timestamp) -> Known<Vec<BoardDecision>> {
    let decided = |guardian| BoardDecision {
        guardian,
        recipient_sector: None,
        source_sectors: Vec::new(),
        start: before(),
        end: None,
        ended: None,
    };
    let decisions = match board {
        Board::No => Vec::new(),
        Board::ForFather => vec![decided(FATHER)],
        Board::ForMother => vec![decided(MOTHER)],
        Board::ForBoth => vec![decided(FATHER), decided(MOTHER)],
        Board::Unknown => return Known::Unknown,
    };
    told(decisions, now)
}

fn guardian_access(differs: Access, now: Timestamp) -> Known<Vec<domain::facts::GuardianAccess>> {
    let of = |guardian, kind| domain::facts::GuardianAccess {
        start: before(),
        ..access(guardian, kind)
    };
    let extended = of(MOTHER, GuardianAccessKind::Extended);
    let closed = of(MOTHER, GuardianAccessKind::Closed);
    // Somebody else's closure is nothing to her.
    let mut known = vec![of(STRANGER, GuardianAccessKind::Closed)];
    match differs {
        Access::AsAge => {}
        Access::Extended => known.push(extended),
        Access::Closed => known.push(closed),
        Access::Both => known.extend([extended, closed]),
        Access::Unknown => return Known::Unknown,
    }
    told(known, now)
}
