//! A child, those around it and a question, to be varied by each test. Everything in it would permit; a test takes one thing away.
#![expect(dead_code, reason = "each test file uses its part")]

pub(crate) mod records;

use std::sync::LazyLock;

use domain::{
    decide::{Actor, Class, Decision, Outcome, Permit, Question, Reason, ReasonCode, decide},
    facts::{
        Assessment, Block, CareRelation, Consent, ConsentKind, Facts, GuardianAccess,
        GuardianAccessKind, Holder, Known, Lift, LiftReason, Pseudonym,
    },
    id::OrganisationId,
    plan::{Candidate, Filter},
    policy::{Audience, Ground, Policy},
    record::{InformationType, Sector},
    time::{Country, Date, Timestamp, Window},
};
use jiff::SignedDuration;
use proptest::test_runner::{Config as ProptestConfig, RngSeed};

pub(crate) const SE_TOML: &str = include_str!("../../../policy/se.toml");
pub(crate) const DK_TOML: &str = include_str!("../../../policy/dk.toml");

pub(crate) static SE: LazyLock<Policy> =
    LazyLock::new(|| Policy::parse("se.toml", SE_TOML).unwrap());
pub(crate) static DK: LazyLock<Policy> =
    LazyLock::new(|| Policy::parse("dk.toml", DK_TOML).unwrap());

pub(crate) const CHILD: Pseudonym = Pseudonym([1; 32]);
pub(crate) const MOTHER: Pseudonym = Pseudonym([2; 32]);
pub(crate) const FATHER: Pseudonym = Pseudonym([3; 32]);
pub(crate) const STRANGER: Pseudonym = Pseudonym([9; 32]);

pub(crate) fn policy(country: Country) -> &'static Policy {
    match country {
        Country::Se => &SE,
        Country::Dk => &DK,
    }
}

pub(crate) fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

pub(crate) fn date(text: &str) -> Date {
    text.parse().unwrap()
}

pub(crate) fn sector(code: &str) -> Sector {
    Sector::parse(code).unwrap()
}

pub(crate) fn information_type(code: &str) -> InformationType {
    InformationType::parse(code).unwrap()
}

pub(crate) fn organisation(number: u8) -> OrganisationId {
    OrganisationId::guess(&format!("SE2321000016-{number}")).unwrap()
}

pub(crate) fn told<T>(value: T, now: Timestamp) -> Known<T> {
    Known::Told {
        value,
        as_of: now,
        max_age: SignedDuration::from_hours(240),
    }
}

pub(crate) fn value<T>(known: &mut Known<T>) -> &mut T {
    match known {
        Known::Told { value, .. } => value,
        Known::Unknown => panic!("the fact was taken away before"),
    }
}

pub(crate) fn consent(grantor: Pseudonym, kind: ConsentKind) -> Consent {
    Consent {
        grantor,
        kind,
        recipient: None,
        recipient_unit: None,
        recipient_sector: None,
        source_sectors: Vec::new(),
        start: at("2020-01-01T00:00:00Z"),
        end: None,
        ended: None,
        deleted: None,
        purpose: None,
        verified: true,
    }
}

pub(crate) fn permit(grantor: Pseudonym) -> Consent {
    consent(grantor, ConsentKind::Permit)
}

pub(crate) fn refusal(grantor: Pseudonym) -> Consent {
    consent(grantor, ConsentKind::Refuse)
}

/// The asking organisation found the child mature, lately: what was found before a child was thirteen is nothing.
pub(crate) fn found_mature() -> Assessment {
    Assessment {
        organisation: organisation(1),
        unit: None,
        mature: true,
        start: at("2026-06-01T00:00:00Z"),
        ended: None,
    }
}

/// An outer block of everything that an organisation holds.
pub(crate) fn block(id: u8, of: u8) -> Block {
    Block {
        id: [id; 16],
        organisation: organisation(of),
        unit: None,
        types: Vec::new(),
        period: None,
        wisher: None,
        start: at("2026-01-01T00:00:00Z"),
        ended: None,
        deleted: None,
    }
}

/// A day of the asking organisation's with a block set aside.
pub(crate) fn lift(id: u8) -> Lift {
    Lift {
        block: [id; 16],
        organisation: organisation(1),
        unit: None,
        reason: LiftReason::Consent,
        start: at("2026-11-21T00:00:00Z"),
        end: at("2026-11-22T00:00:00Z"),
        ended: None,
    }
}

pub(crate) fn access(guardian: Pseudonym, kind: GuardianAccessKind) -> GuardianAccess {
    GuardianAccess {
        guardian,
        kind,
        start: at("2026-01-01T00:00:00Z"),
        end: None,
        ended: None,
    }
}

/// A question in all its parts.
#[derive(Clone, Debug)]
pub(crate) struct Story {
    pub(crate) actor: Actor,
    pub(crate) ground: Option<Ground>,
    pub(crate) reason_given: bool,
    pub(crate) purpose: Option<&'static str>,
    pub(crate) class: Class,
    pub(crate) facts: Facts,
    pub(crate) now: Timestamp,
    /// When it was put; `None` = just now.
    pub(crate) asked: Option<Timestamp>,
}

impl Story {
    /// A professional with a relation asks about a child of ten with joint custody; both guardians and the child consented.
    pub(crate) fn new(country: Country, actor: &str, producer: &str, kind: &str) -> Self {
        let now = at("2026-11-21T11:00:00Z");
        let relation = CareRelation {
            organisation: organisation(1),
            unit: None,
            sector: sector(actor),
            start: at("2025-01-01T00:00:00Z"),
            end: None,
        };
        let holder = |guardian, residence_parent| Holder {
            guardian,
            residence_parent,
        };
        Self {
            actor: Actor {
                audience: Audience::Professional,
                country,
                sector: Some(sector(actor)),
                organisation: Some(organisation(1)),
                unit: Some("unit-1".into()),
                person: None,
            },
            ground: None,
            reason_given: false,
            purpose: None,
            class: Class {
                country,
                producer: sector(producer),
                information_type: information_type(kind),
                same_organisation: false,
            },
            facts: Facts {
                child: CHILD,
                birth: Some(date("2016-05-20")),
                custody: told(vec![holder(MOTHER, true), holder(FATHER, false)], now),
                protection: told(false, now),
                consents: told(vec![permit(MOTHER), permit(FATHER), permit(CHILD)], now),
                relations: told(vec![relation], now),
                blocks: told(Vec::new(), now),
                lifts: told(Vec::new(), now),
                assessments: told(Vec::new(), now),
                board_decisions: told(Vec::new(), now),
                guardian_access: told(Vec::new(), now),
            },
            now,
            asked: None,
        }
    }

    pub(crate) fn se(actor: &str, producer: &str, kind: &str) -> Self {
        Self::new(Country::Se, actor, producer, kind)
    }

    pub(crate) fn dk(actor: &str, producer: &str, kind: &str) -> Self {
        Self::new(Country::Dk, actor, producer, kind)
    }

    /// One of the citizens asks instead.
    pub(crate) fn asked_by(mut self, audience: Audience, person: Pseudonym) -> Self {
        self.actor = Actor {
            audience,
            country: self.actor.country,
            sector: None,
            organisation: None,
            unit: None,
            person: Some(person),
        };
        self
    }

    pub(crate) fn born(mut self, birth: &str) -> Self {
        self.facts.birth = Some(date(birth));
        self
    }

    /// Moves the question, and the day on which the facts were told.
    pub(crate) fn on(mut self, now: &str) -> Self {
        self.now = at(now);
        self.facts.custody = told(value(&mut self.facts.custody).clone(), self.now);
        self.facts.protection = told(*value(&mut self.facts.protection), self.now);
        self.facts.consents = told(value(&mut self.facts.consents).clone(), self.now);
        self.facts.relations = told(value(&mut self.facts.relations).clone(), self.now);
        self.facts.blocks = told(value(&mut self.facts.blocks).clone(), self.now);
        self.facts.lifts = told(value(&mut self.facts.lifts).clone(), self.now);
        self.facts.assessments = told(value(&mut self.facts.assessments).clone(), self.now);
        self.facts.board_decisions = told(value(&mut self.facts.board_decisions).clone(), self.now);
        self.facts.guardian_access = told(value(&mut self.facts.guardian_access).clone(), self.now);
        self
    }

    pub(crate) fn consents(mut self, consents: impl IntoIterator<Item = Consent>) -> Self {
        *value(&mut self.facts.consents) = consents.into_iter().collect();
        self
    }

    pub(crate) fn custody(mut self, holders: &[Pseudonym]) -> Self {
        value(&mut self.facts.custody).retain(|h| holders.contains(&h.guardian));
        self
    }

    pub(crate) fn protected(mut self) -> Self {
        *value(&mut self.facts.protection) = true;
        self
    }

    pub(crate) fn blocked(mut self, blocks: impl IntoIterator<Item = Block>) -> Self {
        *value(&mut self.facts.blocks) = blocks.into_iter().collect();
        self
    }

    pub(crate) fn lifted(mut self, lifts: impl IntoIterator<Item = Lift>) -> Self {
        *value(&mut self.facts.lifts) = lifts.into_iter().collect();
        self
    }

    pub(crate) fn assessed(mut self, found: impl IntoIterator<Item = Assessment>) -> Self {
        *value(&mut self.facts.assessments) = found.into_iter().collect();
        self
    }

    pub(crate) fn access(mut self, known: impl IntoIterator<Item = GuardianAccess>) -> Self {
        *value(&mut self.facts.guardian_access) = known.into_iter().collect();
        self
    }

    pub(crate) fn unrelated(mut self) -> Self {
        value(&mut self.facts.relations).clear();
        self
    }

    pub(crate) fn claiming(mut self, ground: Ground) -> Self {
        self.ground = Some(ground);
        self.reason_given = ground == Ground::Emergency;
        self
    }

    pub(crate) fn question(&self) -> Question<'_> {
        Question {
            actor: &self.actor,
            ground: self.ground,
            reason_given: self.reason_given,
            purpose: self.purpose.unwrap_or(match self.actor.audience {
                Audience::Professional => "care",
                Audience::Guardian | Audience::Child => "own-access",
            }),
            asked: self.asked.unwrap_or(self.now),
        }
    }

    pub(crate) fn decide_by(&self, policy: &Policy) -> Decision {
        decide(&self.question(), &self.class, &self.facts, policy, self.now)
    }

    pub(crate) fn decide(&self) -> Decision {
        self.decide_by(policy(self.class.country))
    }

    pub(crate) fn permit(&self) -> Permit {
        match self.decide().outcome {
            Outcome::Permit(permit) => permit,
            other => panic!("expected a permit, got {other:?}"),
        }
    }

    pub(crate) fn permits(&self) -> bool {
        matches!(self.decide().outcome, Outcome::Permit(_))
    }

    /// The codes of a refusal, in the order in which they are told.
    pub(crate) fn withheld(&self) -> Vec<ReasonCode> {
        match self.decide().outcome {
            Outcome::Withhold(reasons) => codes(&reasons),
            other => panic!("expected it withheld, got {other:?}"),
        }
    }

    pub(crate) fn on_request(&self) -> Vec<Reason> {
        match self.decide().outcome {
            Outcome::OnRequest(reasons) => reasons,
            other => panic!("expected it on request, got {other:?}"),
        }
    }
}

pub(crate) fn codes(reasons: &[Reason]) -> Vec<ReasonCode> {
    reasons.iter().map(|reason| reason.code).collect()
}

pub(crate) fn candidate(
    country: Country,
    producer: &str,
    in_sector: &str,
    types: &[&str],
) -> Candidate {
    Candidate {
        producer: producer.into(),
        country,
        sector: sector(in_sector),
        organisation: Some(organisation(2)),
        types: types.iter().map(|t| information_type(t)).collect(),
        age_from: None,
        age_below: None,
        answers_by_actor: true,
    }
}

pub(crate) fn everything() -> Filter {
    Filter {
        types: Default::default(),
        window: Window::everything(),
    }
}

/// Another order, the same for the same seed.
pub(crate) fn shuffle<T>(items: &mut [T], seed: u64) {
    let mut state = seed | 1;
    for i in (1..items.len()).rev() {
        state = state
            .wrapping_mul(6364136223846793005)
            .wrapping_add(1442695040888963407);
        let other = usize::try_from(state >> 33).unwrap() % (i + 1);
        items.swap(i, other);
    }
}

/// The same tries in every run: what is red is red for everybody. `PROPTEST_CASES` tries more of them.
pub(crate) fn tried() -> ProptestConfig {
    ProptestConfig {
        rng_seed: RngSeed::Fixed(2026),
        failure_persistence: None,
        max_global_rejects: u32::MAX,
        ..ProptestConfig::default()
    }
}
