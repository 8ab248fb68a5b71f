//! A ledger as it reads at a time: each thing with its id, who said it, and whether it was ended since.

use std::collections::HashMap;

use domain::{
    facts::{
        Assessment, Block, BoardDecision, CareRelation, Consent, ConsentKind, GuardianAccess, Lift,
        Pseudonym,
    },
    time::Timestamp,
};
use uuid::Uuid;

use super::{
    Ledger, Stated, Statement, Subject,
    apply::same_place,
    statement::{ConsentRequested, InformationAnswer, InformationRequested, RelationTold},
};
use crate::store::Teller;

/// Something that was said, as it stands now.
#[derive(Debug, Clone, PartialEq)]
pub struct Held<T> {
    /// The caller's UUID.
    pub id: Uuid,
    /// Who said it.
    pub by: Teller,
    /// When it was taken.
    pub at: Timestamp,
    /// What is in force of it.
    pub fact: T,
}

/// A request for consent with its answers.
#[derive(Debug, Clone, PartialEq)]
pub struct ConsentRequest {
    /// What was asked.
    pub asked: ConsentRequested,
    /// The newest answer of each grantor who answered.
    pub answers: Vec<Answered<(Pseudonym, ConsentKind)>>,
    /// When it was ended as expired; a request whose time has run out may not have been yet.
    pub expired: Option<Timestamp>,
}

/// A request for information with its answers.
#[derive(Debug, Clone, PartialEq)]
pub struct InformationRequest {
    /// What was asked.
    pub asked: InformationRequested,
    /// The answers, in the order they came.
    pub answers: Vec<Answered<InformationAnswer>>,
}

impl InformationRequest {
    /// The answer that it stands at: the newest standard one, and until one came the newest other.
    // R-INFO-3
    #[must_use]
    pub fn answer(&self) -> Option<&Answered<InformationAnswer>> {
        let settles = |a: &&Answered<InformationAnswer>| a.answer != InformationAnswer::Other;
        let settled = self.answers.iter().rfind(settles);
        settled.or(self.answers.last())
    }

    /// Whether an answer is still awaited: none came, or none that could be read without a person.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.answer()
            .is_none_or(|a| a.answer == InformationAnswer::Other)
    }
}

/// An answer and when it was taken.
#[derive(Debug, Clone, PartialEq)]
pub struct Answered<T> {
    /// When.
    pub at: Timestamp,
    /// What.
    pub answer: T,
}

/// A ledger read at a time.
#[derive(Debug, Clone)]
pub struct View<'a> {
    stated: Vec<&'a Stated>,
    ended: HashMap<(&'static str, Uuid), Timestamp>,
    now: Timestamp,
}

impl Ledger {
    /// All that was said, read now. What was said has been said also for a clock that was set back since.
    // R-STORE-9
    #[must_use]
    pub fn everything(&self, now: Timestamp) -> View<'_> {
        View::of(self.stated.iter().collect(), now)
    }

    /// What was said by `then`, read as it was then.
    // R-STORE-12
    #[must_use]
    pub fn said_by(&self, then: Timestamp) -> View<'_> {
        let by_then = |s: &&Stated| s.at <= then;
        View::of(self.stated.iter().filter(by_then).collect(), then)
    }

    /// The word of a register that counts: of what is known as of the latest time, the one told last.
    pub(super) fn latest(&self, subject: Subject) -> Option<&Stated> {
        latest(self.stated.iter(), subject)
    }
}

pub(super) fn latest<'a>(
    stated: impl Iterator<Item = &'a Stated>,
    subject: Subject,
) -> Option<&'a Stated> {
    let of_subject = stated.filter(|s| s.statement.subject() == subject);
    of_subject.max_by_key(|s| (s.statement.as_of(), s.seq))
}

impl<'a> View<'a> {
    fn of(stated: Vec<&'a Stated>, now: Timestamp) -> Self {
        let mut ended = HashMap::new();
        for said in &stated {
            if let Some(of) = said.statement.ends() {
                // The first end counts.
                ended
                    .entry((said.statement.kind(), of))
                    .or_insert(said.at.min(now));
            }
        }
        Self { stated, ended, now }
    }

    /// The same with one more statement.
    pub(super) fn with<'b>(&self, next: &'b Stated) -> View<'b>
    where
        'a: 'b,
    {
        let mut stated: Vec<&'b Stated> = self.stated.clone();
        stated.push(next);
        View::of(stated, self.now)
    }

    /// When it is read.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.now
    }

    pub(super) fn stated(&self) -> impl Iterator<Item = &'a Stated> {
        self.stated.iter().copied()
    }

    /// From when something holds. What names no start holds from registration, which is past also for a clock that was set back.
    fn start(&self, asked: Option<Timestamp>, said: &Stated) -> Timestamp {
        asked.unwrap_or(said.at.min(self.now))
    }

    fn end(&self, kind: &'static str, id: Uuid) -> Option<Timestamp> {
        self.ended.get(&(kind, id)).copied()
    }

    fn held<T>(&self, read: impl Fn(&'a Stated) -> Option<(Uuid, T)>) -> Vec<Held<T>> {
        let held = |said: &'a Stated| {
            let (id, fact) = read(said)?;
            Some(Held {
                id,
                by: said.by.clone(),
                at: said.at,
                fact,
            })
        };
        self.stated().filter_map(held).collect()
    }

    /// Consents, in the order they were registered, ended and deleted ones too.
    #[must_use]
    pub fn consents(&self) -> Vec<Held<Consent>> {
        self.held(|said| {
            let Statement::ConsentRegistered(s) = &said.statement else {
                return None;
            };
            let fact = Consent {
                grantor: s.grantor,
                kind: s.kind,
                recipient: s.recipient.clone(),
                recipient_unit: s.recipient_unit.clone(),
                recipient_sector: s.recipient_sector.clone(),
                source_sectors: s.source_sectors.clone(),
                start: self.start(s.start, said),
                end: s.end,
                ended: self.end("consent-ended", s.id),
                deleted: self.end("consent-deleted", s.id),
                purpose: s.purpose.clone(),
                verified: s.verified,
            };
            Some((s.id, fact))
        })
    }

    /// Blocks, ended and deleted ones too.
    #[must_use]
    pub fn blocks(&self) -> Vec<Held<Block>> {
        self.held(|said| {
            let Statement::BlockRegistered(s) = &said.statement else {
                return None;
            };
            let fact = Block {
                id: s.id.into_bytes(),
                organisation: s.organisation.clone(),
                unit: s.unit.clone(),
                types: s.types.clone(),
                period: s.period,
                wisher: s.wisher,
                start: self.start(s.start, said),
                ended: self.end("block-ended", s.id),
                deleted: self.end("block-deleted", s.id),
            };
            Some((s.id, fact))
        })
    }

    /// Lifts, ended ones too.
    #[must_use]
    pub fn lifts(&self) -> Vec<Held<Lift>> {
        self.held(|said| {
            let Statement::LiftRegistered(s) = &said.statement else {
                return None;
            };
            let fact = Lift {
                block: s.block.into_bytes(),
                organisation: s.organisation.clone(),
                unit: s.unit.clone(),
                reason: s.why,
                start: self.start(s.start, said),
                end: s.end,
                ended: self.end("lift-ended", s.id),
            };
            Some((s.id, fact))
        })
    }

    /// Maturity assessments, replaced and ended ones too. The newest of an organisation and unit ends those before it.
    #[must_use]
    pub fn assessments(&self) -> Vec<Held<Assessment>> {
        let mut found: Vec<Held<Assessment>> = Vec::new();
        let assessed = self.held(|said| {
            let Statement::AssessmentRegistered(s) = &said.statement else {
                return None;
            };
            let fact = Assessment {
                organisation: s.organisation.clone(),
                unit: s.unit.clone(),
                mature: s.mature,
                start: self.start(s.start, said),
                ended: self.end("assessment-ended", s.id),
            };
            Some((s.id, fact))
        });
        for newer in assessed {
            let place = (&newer.fact.organisation, &newer.fact.unit);
            for older in &mut found {
                if (&older.fact.organisation, &older.fact.unit) == place {
                    let replaced = newer.fact.start;
                    let ended = older.fact.ended.map_or(replaced, |e| e.min(replaced));
                    older.fact.ended = Some(ended);
                }
            }
            found.push(newer);
        }
        found
    }

    /// A board's decisions, ended ones too.
    #[must_use]
    pub fn board_decisions(&self) -> Vec<Held<BoardDecision>> {
        self.held(|said| {
            let Statement::BoardDecided(s) = &said.statement else {
                return None;
            };
            let fact = BoardDecision {
                guardian: s.guardian,
                recipient_sector: s.recipient_sector.clone(),
                source_sectors: s.source_sectors.clone(),
                start: self.start(s.start, said),
                end: s.end,
                ended: self.end("board-decision-ended", s.id),
            };
            Some((s.id, fact))
        })
    }

    /// Guardians whose access is other than their child's age gives, ended ones too.
    #[must_use]
    pub fn guardian_access(&self) -> Vec<Held<GuardianAccess>> {
        self.held(|said| {
            let Statement::GuardianAccessSet(s) = &said.statement else {
                return None;
            };
            let fact = GuardianAccess {
                guardian: s.guardian,
                kind: s.kind,
                start: self.start(s.start, said),
                end: s.end,
                ended: self.end("guardian-access-ended", s.id),
            };
            Some((s.id, fact))
        })
    }

    /// The latest word about each organisation, unit and sector, in their order.
    #[must_use]
    pub fn relations(&self) -> Vec<CareRelation> {
        let mut latest: Vec<&RelationTold> = Vec::new();
        for said in self.stated() {
            let Statement::RelationTold(told) = &said.statement else {
                continue;
            };
            match latest.iter_mut().find(|known| same_place(known, told)) {
                Some(known) => *known = told,
                None => latest.push(told),
            }
        }
        latest.sort_by(|a, b| {
            (&a.organisation, &a.unit, &a.sector).cmp(&(&b.organisation, &b.unit, &b.sector))
        });
        let relation = |told: &RelationTold| CareRelation {
            organisation: told.organisation.clone(),
            unit: told.unit.clone(),
            sector: told.sector.clone(),
            start: told.start,
            end: told.end,
        };
        latest.into_iter().map(relation).collect()
    }

    /// Requests for consent, in the order they were asked.
    #[must_use]
    pub fn consent_requests(&self) -> Vec<Held<ConsentRequest>> {
        self.held(|said| {
            let Statement::ConsentRequested(asked) = &said.statement else {
                return None;
            };
            let mut answers: Vec<Answered<(Pseudonym, ConsentKind)>> = Vec::new();
            for said in self.stated() {
                if let Statement::ConsentRequestAnswered(a) = &said.statement
                    && a.request == asked.id
                {
                    answers.retain(|before| before.answer.0 != a.grantor);
                    answers.push(Answered {
                        at: said.at,
                        answer: (a.grantor, a.kind),
                    });
                }
            }
            let request = ConsentRequest {
                asked: asked.clone(),
                answers,
                expired: self.end("consent-request-expired", asked.id),
            };
            Some((asked.id, request))
        })
    }

    /// Requests for information, in the order they were sent.
    #[must_use]
    pub fn information_requests(&self) -> Vec<Held<InformationRequest>> {
        self.held(|said| {
            let Statement::InformationRequested(asked) = &said.statement else {
                return None;
            };
            let answer = |said: &'a Stated| match &said.statement {
                Statement::InformationAnswered(a) if a.request == asked.id => Some(Answered {
                    at: said.at,
                    answer: a.answer,
                }),
                _ => None,
            };
            let request = InformationRequest {
                asked: asked.clone(),
                answers: self.stated().filter_map(answer).collect(),
            };
            Some((asked.id, request))
        })
    }
}
