//! From what was said to what a decision reads: the facts, each with its age. What was never told, or cannot be read, is unknown.

mod by_hand;

use std::collections::BTreeSet;

use domain::{
    facts::{
        Assessment, Block, BoardDecision, CareRelation, Consent, Facts, GuardianAccess, Holder,
        Known, Lift, Pseudonym,
    },
    time::{Date, Timestamp},
};
use jiff::SignedDuration;
use uuid::Uuid;

use self::by_hand::Custody;
pub use self::by_hand::MAX_CUSTODY_BY_HAND;
use super::{
    Ledger, Statement, Subject,
    view::{Held, View, latest},
};
use crate::store::FactAges;

impl Ledger {
    /// The facts now: everything that was said counts, also for a clock that was set back since.
    // R-FACTS-2
    #[must_use]
    pub fn facts(&self, birth: Option<Date>, ages: &FactAges, now: Timestamp) -> Facts {
        self.fold(&self.everything(now), birth, ages)
    }

    /// The facts as they were known at `then`, from what was said and confirmed by then: what an old decision read.
    // R-STORE-12
    #[must_use]
    pub fn facts_at(&self, birth: Option<Date>, ages: &FactAges, then: Timestamp) -> Facts {
        let confirmed = self.confirmed.iter().filter(|c| c.at <= then);
        let head = Self {
            child: self.child,
            stated: Vec::new(),
            confirmed: confirmed.cloned().collect(),
            unreadable: self.unreadable.clone(),
        };
        head.fold(&self.said_by(then), birth, ages)
    }

    fn fold(&self, view: &View<'_>, birth: Option<Date>, ages: &FactAges) -> Facts {
        let now = view.now();
        let (custody, is_by_hand) = match self.custody(view, ages) {
            Custody::Told(custody) => (custody, false),
            Custody::ByHand(custody) => (custody, true),
        };
        let protection = self.told(view, Subject::Protection, ages.protection, |s| match s {
            Statement::ProtectionTold(told) => Some(told.protected),
            _ => None,
        });
        let mut facts = Facts {
            child: self.child,
            birth,
            custody,
            protection,
            consents: self.own(Subject::Consent, now, ages.consents, || {
                facts(view.consents())
            }),
            relations: self.own(Subject::Relation, now, ages.relations, || view.relations()),
            blocks: self.own(Subject::Block, now, ages.consents, || facts(view.blocks())),
            lifts: self.own(Subject::Lift, now, ages.consents, || facts(view.lifts())),
            assessments: self.own(Subject::Assessment, now, ages.consents, || {
                facts(view.assessments())
            }),
            board_decisions: self.own(Subject::BoardDecision, now, ages.consents, || {
                facts(view.board_decisions())
            }),
            guardian_access: self.own(Subject::GuardianAccess, now, ages.consents, || {
                facts(view.guardian_access())
            }),
        };
        if is_by_hand {
            by_hand::narrow(&mut facts, now);
        }
        facts
    }

    /// A fact that a register tells: as old as its last word, be it told or confirmed.
    fn told<T>(
        &self,
        view: &View<'_>,
        subject: Subject,
        max_age: SignedDuration,
        read: impl Fn(&Statement) -> Option<T>,
    ) -> Known<T> {
        if self.unreadable.contains(&subject) {
            return Known::Unknown;
        }
        let told = latest(view.stated(), subject).and_then(|said| {
            let as_of = said.statement.as_of()?;
            Some((read(&said.statement)?, as_of, &said.by))
        });
        let Some((value, told_as_of, source)) = told else {
            return Known::Unknown;
        };
        let confirmed = self.confirmed.iter().filter(|c| c.by == *source);
        let as_of = confirmed.map(|c| c.as_of).fold(told_as_of, Timestamp::max);
        Known::Told {
            value,
            as_of,
            max_age,
        }
    }

    /// A fact that the store itself is the source of: as old as the read. That there is none is known, too.
    fn own<T>(
        &self,
        subject: Subject,
        now: Timestamp,
        max_age: SignedDuration,
        read: impl FnOnce() -> T,
    ) -> Known<T> {
        if self.unreadable.contains(&subject) {
            return Known::Unknown;
        }
        Known::Told {
            value: read(),
            as_of: now,
            max_age,
        }
    }
}

fn facts<T>(held: Vec<Held<T>>) -> Vec<T> {
    held.into_iter().map(|held| held.fact).collect()
}

/// What is in force of one subject, without its age.
#[derive(Debug, PartialEq)]
pub(super) enum InForce {
    Consents(Vec<Consent>),
    Blocks(Vec<Block>),
    Lifts(Vec<Lift>),
    /// The register's word, and every one by hand.
    Custody(Option<Vec<Holder>>, Vec<Uuid>),
    Protection(Option<bool>),
    Relations(Vec<CareRelation>),
    IdentityLink(Vec<Pseudonym>),
    NumberNamed(BTreeSet<Pseudonym>),
    Assessments(Vec<Assessment>),
    BoardDecisions(Vec<BoardDecision>),
    GuardianAccess(Vec<GuardianAccess>),
    /// No decision reads it.
    Nothing,
}

impl View<'_> {
    pub(super) fn in_force(&self, subject: Subject) -> InForce {
        let told = || latest(self.stated(), subject).map(|s| &s.statement);
        match subject {
            Subject::Consent => InForce::Consents(facts(self.consents())),
            Subject::Block => InForce::Blocks(facts(self.blocks())),
            Subject::Lift => InForce::Lifts(facts(self.lifts())),
            Subject::Custody => {
                let told = told().and_then(|s| match s {
                    Statement::CustodyTold(told) => Some(told.holders.clone()),
                    _ => None,
                });
                InForce::Custody(told, by_hand::said(self))
            }
            Subject::Protection => InForce::Protection(told().and_then(|s| match s {
                Statement::ProtectionTold(told) => Some(told.protected),
                _ => None,
            })),
            Subject::Relation => InForce::Relations(self.relations()),
            Subject::IdentityLink => {
                InForce::IdentityLink(self.older_ids().iter().map(|id| id.pseudonym).collect())
            }
            Subject::NumberNamed => InForce::NumberNamed(self.named_by()),
            Subject::Assessment => InForce::Assessments(facts(self.assessments())),
            Subject::BoardDecision => InForce::BoardDecisions(facts(self.board_decisions())),
            Subject::GuardianAccess => InForce::GuardianAccess(facts(self.guardian_access())),
            Subject::ConsentRequest | Subject::InformationRequest => InForce::Nothing,
        }
    }
}
