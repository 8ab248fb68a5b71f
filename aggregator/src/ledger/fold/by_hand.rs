//! Whose word on custody counts: the register's while it is current, else what people at work stated by hand, where nothing speaks against
//! it. Pure. A word by hand lets the consents of those whom it names count, and makes nothing else wider than unknown custody would.

use std::collections::{BTreeMap, BTreeSet};

use domain::facts::{Consent, ConsentKind, Facts, GuardianAccess, GuardianAccessKind};
use jiff::SignedDuration;
use uuid::Uuid;

use super::{Holder, Known, Ledger, Pseudonym, Statement, Subject, Timestamp, View};
use crate::{ledger::statement::CustodyByHand, store::FactAges};

/// The longest that a word by hand counts, from when its document was seen, however old the register's may get. An entry of the log is
/// decided again by it: it gets no longer without a way to tell what was decided before.
pub const MAX_CUSTODY_BY_HAND: SignedDuration = SignedDuration::from_hours(24 * 7);

/// Custody as it counts, and by whose word.
pub(super) enum Custody {
    /// The register's, or nobody's.
    Told(Known<Vec<Holder>>),
    /// That of people at work.
    ByHand(Known<Vec<Holder>>),
}

impl Ledger {
    /// How long a word by hand counts: no longer than the register's own, and at most [`MAX_CUSTODY_BY_HAND`].
    // R-CUSTODY-4
    #[must_use]
    pub fn by_hand_for(ages: &FactAges) -> SignedDuration {
        ages.custody.min(MAX_CUSTODY_BY_HAND)
    }

    /// Whether a register's word on custody is current: then nobody at work says anything about it.
    // R-CUSTODY-2
    #[must_use]
    pub fn register_knows_custody(&self, ages: &FactAges, now: Timestamp) -> bool {
        let told = self.custody_told(&self.everything(now), ages.custody);
        told.at(now).is_some()
    }

    // R-CUSTODY-2
    pub(super) fn custody(&self, view: &View<'_>, ages: &FactAges) -> Custody {
        let told = self.custody_told(view, ages.custody);
        if told.at(view.now()).is_some() {
            return Custody::Told(told);
        }
        match self.by_hand(view, &told, Self::by_hand_for(ages)) {
            Some(by_hand) => Custody::ByHand(by_hand),
            None => Custody::Told(told),
        }
    }

    fn custody_told(&self, view: &View<'_>, max_age: SignedDuration) -> Known<Vec<Holder>> {
        self.told(view, Subject::Custody, max_age, |s| match s {
            Statement::CustodyTold(told) => Some(told.holders.clone()),
            _ => None,
        })
    }

    /// What people at work say, where all who vouch for something now say the same, a register never said another thing, and nobody
    /// refused whom they do not name.
    // R-CUSTODY-2, R-CUSTODY-3
    fn by_hand(
        &self,
        view: &View<'_>,
        told: &Known<Vec<Holder>>,
        max_age: SignedDuration,
    ) -> Option<Known<Vec<Holder>>> {
        let now = view.now();
        let current = (newest(view).into_values())
            .map(|word| Known::Told {
                value: word.holders.clone(),
                as_of: word.as_of,
                max_age,
            })
            .filter(|word| word.at(now).is_some());
        let agreed = current.reduce(|one, other| {
            if agree(&one, &other) {
                younger(one, other)
            } else {
                Known::Unknown
            }
        })?;
        let holders = agreed.at(now).filter(|holders| !holders.is_empty())?;
        // Of what speaks against it nothing is known, so anything may.
        let reads = [
            Subject::Custody,
            Subject::Consent,
            Subject::IdentityLink,
            Subject::NumberNamed,
        ];
        let is_readable = !reads
            .iter()
            .any(|subject| self.unreadable.contains(subject));
        // Who knows a child under several numbers is a register, and can say who holds custody.
        let is_alone = view.older_ids().is_empty() && view.named_by().is_empty();
        let repeats = match told {
            Known::Told { value, .. } => whom(value) == whom(holders),
            Known::Unknown => true,
        };
        let refuses = |consent: &Consent| self.refuses_unnamed(consent, holders, now);
        let is_refused = view.consents().iter().any(|held| refuses(&held.fact));
        (is_readable && is_alone && repeats && !is_refused).then_some(agreed)
    }

    /// A refusal, in force or still to come, by somebody whom no word names: only a register can say that theirs is no guardian's.
    // R-CUSTODY-3
    fn refuses_unnamed(&self, consent: &Consent, holders: &[Holder], now: Timestamp) -> bool {
        let grantor = consent.grantor;
        let is_named = holders.iter().any(|holder| holder.guardian == grantor);
        let is_over = consent.deleted.is_some()
            || consent.ended.is_some()
            || consent.end.is_some_and(|end| end <= now);
        consent.kind == ConsentKind::Refuse && !is_over && !is_named && grantor != self.child
    }
}

/// The newest word of each who said something by hand: it takes the place of what they said before, also where it vouches for nobody.
fn newest<'a>(view: &View<'a>) -> BTreeMap<&'a str, &'a CustodyByHand> {
    let said = view.stated().filter_map(|said| match &said.statement {
        Statement::CustodyByHand(word) => Some((said.by.as_str(), word)),
        _ => None,
    });
    // They come in the order in which they were said.
    said.collect()
}

/// Every word by hand: each raises the epoch, since also one that says nothing new can be the one that others no longer agree with.
// R-GATE-1
pub(super) fn said(view: &View<'_>) -> Vec<Uuid> {
    let ids = view.stated().filter_map(|said| match &said.statement {
        Statement::CustodyByHand(word) => Some(word.id),
        _ => None,
    });
    ids.collect()
}

fn agree(one: &Known<Vec<Holder>>, other: &Known<Vec<Holder>>) -> bool {
    match (one, other) {
        (Known::Told { value: one, .. }, Known::Told { value: other, .. }) => {
            whom(one) == whom(other)
        }
        _ => false,
    }
}

fn younger(one: Known<Vec<Holder>>, other: Known<Vec<Holder>>) -> Known<Vec<Holder>> {
    if one.expires() < other.expires() {
        other
    } else {
        one
    }
}

fn whom(holders: &[Holder]) -> BTreeSet<(Pseudonym, bool)> {
    let part = |holder: &Holder| (holder.guardian, holder.residence_parent);
    holders.iter().map(part).collect()
}

/// What custody by hand does not open: nobody's own view, since that would show the records to whom no register knows; and no permit that
/// somebody at work registered on another's word, since then both would be theirs. Nor does it end anybody's block: whom it leaves out may hold
/// custody all the same.
// R-CUSTODY-5
pub(super) fn narrow(facts: &mut Facts, now: Timestamp) {
    let named = facts.custody.at(now).into_iter().flatten();
    let closed: Vec<_> = named
        .map(|holder| GuardianAccess {
            guardian: holder.guardian,
            kind: GuardianAccessKind::Closed,
            start: Timestamp::UNIX_EPOCH,
            end: None,
            ended: None,
        })
        .collect();
    if let Known::Told { value, .. } = &mut facts.guardian_access {
        value.extend(closed);
    }
    if let Known::Told { value, .. } = &mut facts.consents {
        value.retain(|consent| consent.verified || consent.kind == ConsentKind::Refuse);
    }
    if let Known::Told { value, .. } = &mut facts.blocks {
        for block in value {
            block.wisher = None;
        }
    }
}
