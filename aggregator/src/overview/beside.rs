//! What an overview takes from beside the facts: the letters that wait for an answer.

use std::cmp::Reverse;

use domain::record::Sector;
use proto::{
    convert::common::wire_timestamp,
    v1::overview::{OpenRequest, OverviewStarted},
};
use uuid::Uuid;

use super::question::Overview;
use crate::{
    Aggregator,
    ledger::{Held, InformationRequest, statement::InformationAnswer, text_of},
    seal::Sealed,
};

/// The most letters that are named for one sector: nobody works with more at once.
const MAX_OPEN_REQUESTS: usize = 16;

impl Overview {
    /// Names, beside each sector, the letters of the actor's own organisation that wait for an answer.
    // R-INFO-5
    pub(super) fn note_open_requests(
        &self,
        started: &mut OverviewStarted,
        open: &[Held<InformationRequest>],
    ) {
        let mut open: Vec<_> = (open.iter())
            .filter(|held| held.fact.asked.is_of(&self.actor.actor))
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
    let open = |sealed| aggregator.seal.open(&text_of(id, part), sealed).ok();
    sealed.and_then(open).unwrap_or_default()
}
