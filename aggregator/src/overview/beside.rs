//! What an overview takes from beside the facts: the numbers that the child had before, with whatever was forbidden under them, and the
//! letters that wait for an answer.

use std::cmp::Reverse;

use domain::{
    facts::{ConsentKind, Facts, GuardianAccessKind, Known, Pseudonym},
    id::PersonId,
    record::Sector,
    time::Timestamp,
};
use proto::{
    convert::common::wire_timestamp,
    v1::overview::{OpenRequest, OverviewStarted},
};
use tonic::Status;
use uuid::Uuid;

use super::question::{Overview, unread};
use crate::{
    Aggregator,
    ledger::{Beside, Held, InformationRequest, statement::InformationAnswer},
    seal::Sealed,
    store::{Epoch, EpochCell},
};

/// The most letters that are named for one sector: nobody works with more at once.
const MAX_OPEN_REQUESTS: usize = 16;

/// The facts of all numbers of a child.
pub(super) struct Joined {
    /// Those of today's number, with what was forbidden under the older ones.
    pub(super) facts: Facts,
    /// The older numbers, as far as sources are asked under them.
    pub(super) ids: Vec<PersonId>,
    /// The epochs at which what stands under the older numbers was read.
    pub(super) epochs: Vec<(EpochCell, Epoch)>,
}

impl Overview {
    /// The facts with what was forbidden under the child's older numbers, and those numbers. Under protected identity there are none: a
    /// link between two numbers may be the very thing that is protected.
    // R-LINK-1, R-LINK-4
    pub(super) async fn joined(
        &self,
        facts: Facts,
        beside: &Beside,
        now: Timestamp,
    ) -> Result<Joined, Status> {
        let mut joined = Joined {
            facts,
            ids: Vec::new(),
            epochs: Vec::new(),
        };
        if beside.older_ids.is_empty() || joined.facts.is_protected(now) {
            return Ok(joined);
        }
        let (aggregator, facts) = (&self.aggregator, &mut joined.facts);
        for older in &beside.older_ids {
            let Some(number) = older.open(self.child, &aggregator.seal) else {
                continue;
            };
            // The cell before the read, as for today's number: what is forbidden under the older one changes this decision too.
            // R-LINK-5
            let cell = aggregator.epochs.watch(older.pseudonym);
            let before = aggregator.store.facts(older.pseudonym, None).await;
            let before = before.map_err(unread)?;
            joined.epochs.push((cell, before.epoch));
            forbid(facts, before.facts, now);
            joined.ids.push(number);
        }
        if facts.is_protected(now) {
            joined.ids.clear();
        }
        Ok(joined)
    }

    /// Names, beside each sector, the letters of the actor's own organisation that wait for an answer.
    // R-INFO-5
    pub(super) fn note_open_requests(
        &self,
        started: &mut OverviewStarted,
        open: &[Held<InformationRequest>],
    ) {
        let Some(own) = self.actor.actor.organisation.as_ref() else {
            return;
        };
        let mut open: Vec<_> = open
            .iter()
            .filter(|o| o.fact.asked.organisation == *own)
            .collect();
        open.sort_by_key(|held| Reverse(held.at));
        for held in open {
            let sector = held.fact.asked.sector.as_ref().map(Sector::as_str);
            let row = started
                .sectors
                .iter_mut()
                .find(|row| Some(&*row.sector) == sector);
            if let Some(row) = row.filter(|row| row.open_requests.len() < MAX_OPEN_REQUESTS) {
                row.open_requests.push(open_request(&self.aggregator, held));
            }
        }
    }
}

/// What was forbidden under an older number is forbidden still; what was permitted under it opens nothing.
// R-LINK-4
pub(crate) fn forbid(facts: &mut Facts, before: Facts, now: Timestamp) {
    let Facts {
        child,
        birth: _,
        custody: _,
        protection,
        consents,
        relations: _,
        blocks,
        lifts: _,
        assessments: _,
        board_decisions: _,
        guardian_access,
    } = before;
    if protection.at(now) == Some(&true) {
        facts.protection = protection;
    }
    let own = (child, facts.child);
    join(&mut facts.blocks, blocks, |_| true);
    join(&mut facts.consents, consents, |consent| {
        // What the child itself said, it said under the number of that day.
        consent.grantor = renamed(consent.grantor, own);
        consent.kind == ConsentKind::Refuse
    });
    join(&mut facts.guardian_access, guardian_access, |access| {
        access.kind == GuardianAccessKind::Closed
    });
}

fn renamed(person: Pseudonym, (before, now): (Pseudonym, Pseudonym)) -> Pseudonym {
    if person == before { now } else { person }
}

/// Adds what is kept. What is unknown of either is unknown of both.
fn join<T>(facts: &mut Known<Vec<T>>, before: Known<Vec<T>>, keep: impl Fn(&mut T) -> bool) {
    match (&mut *facts, before) {
        (Known::Told { value, .. }, Known::Told { value: more, .. }) => {
            value.extend(
                more.into_iter()
                    .filter_map(|mut one| keep(&mut one).then_some(one)),
            );
        }
        (facts, _) => *facts = Known::Unknown,
    }
}

fn open_request(aggregator: &Aggregator, held: &Held<InformationRequest>) -> OpenRequest {
    let asked = &held.fact.asked;
    let open = |part, sealed: Option<&Sealed>| open(aggregator, held.id, part, sealed);
    OpenRequest {
        request_id: held.id.to_string(),
        case_number: open("case", Some(&asked.case_number)),
        thread: open("thread", asked.thread.as_ref()),
        information_types: asked.types.iter().map(ToString::to_string).collect(),
        sent_time: Some(wire_timestamp(held.at)),
        answer_to_read: (held.fact.answer())
            .is_some_and(|answer| answer.answer == InformationAnswer::Other),
    }
}

fn open(aggregator: &Aggregator, id: Uuid, part: &str, sealed: Option<&Sealed>) -> String {
    let context = format!("{}/{part}", id.simple());
    let open = |sealed| aggregator.seal.open(&context, sealed).ok();
    sealed.and_then(open).unwrap_or_default()
}
