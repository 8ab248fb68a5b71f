//! Rows and blocks as the wire has them, without places where those are left out.

use std::collections::{BTreeMap, BTreeSet};

use domain::{facts::BlockedPeriod, id::OrganisationId, record::Sector, time::Timestamp};
use proto::{
    convert::common::wire_timestamp,
    v1::{access as wire, consent::ConsentKind as WireKind},
};

use super::{
    pairs::{Recipient, Scope, Standing},
    reader::Reader,
};
use crate::{
    ledger::{ConsentRequest, Held},
    overview::recipient::Shown,
};

/// One row; `None` when nothing stands between the two that the reader may know of.
pub(super) fn row(
    standing: &Standing,
    reader: &Reader<'_>,
    recipient: &Recipient,
    source: &Sector,
    shown: Option<&Shown>,
) -> Option<wire::Sharing> {
    let consents: Vec<_> = (standing.consents.iter())
        .filter(|held| {
            let scope = Scope::of(&held.fact);
            scope.reaches(recipient)
                && scope.covers(source)
                && reader.consent_beside(&held.fact, source)
        })
        .collect();
    let requests: Vec<_> = (standing.requests.iter())
        .filter(|held| {
            let scope = Scope::asked(&held.fact);
            scope.reaches(recipient) && scope.covers(source)
        })
        .collect();
    let is_telling = shown.is_some_and(|shown| shown.is_telling);
    if !is_telling && consents.is_empty() && requests.is_empty() {
        return None;
    }
    let spans = (consents.iter().map(|held| (held.fact.start, held.fact.end)))
        .chain(recipient.related)
        .collect::<Vec<_>>();
    // A relation that was told without a start has stood for nobody knows how long.
    let told = (spans.iter().map(|(start, _)| *start)).filter(|at| *at > Timestamp::UNIX_EPOCH);
    let start = told.min();
    let end = spans.iter().map(|(_, end)| *end).reduce(later).flatten();
    let shown = shown.cloned().unwrap_or_default();
    let place = !reader.leaves_places_out();
    Some(wire::Sharing {
        recipient: (recipient.organisation.clone().filter(|_| place)).map(Into::into),
        recipient_unit: (recipient.unit.clone().filter(|_| place)).unwrap_or_default(),
        recipient_sector: code(recipient.sector.as_ref()),
        source_sector: source.to_string(),
        outcome: shown.decision.outcome,
        grounds: shown.grounds.iter().map(ToString::to_string).collect(),
        information_types: shown.permitted.iter().map(ToString::to_string).collect(),
        on_request_types: shown.on_request.iter().map(ToString::to_string).collect(),
        reasons: shown.decision.reasons,
        consents: consents
            .iter()
            .map(|held| consent(standing, reader, held))
            .collect(),
        pending_requests: requests.iter().map(|held| request(reader, held)).collect(),
        block_ids: Vec::new(),
        start_time: start.map(wire_timestamp),
        end_time: end.map(wire_timestamp),
        hidden_from_guardians: reader.marks_hidden(recipient.sector.as_ref()),
    })
}

/// The later of two ends; open is the latest.
fn later(one: Option<Timestamp>, other: Option<Timestamp>) -> Option<Timestamp> {
    Some(one?.max(other?))
}

fn code(sector: Option<&Sector>) -> String {
    sector.map(ToString::to_string).unwrap_or_default()
}

fn consent(
    standing: &Standing,
    reader: &Reader<'_>,
    held: &Held<domain::facts::Consent>,
) -> wire::SharedConsent {
    let given = &held.fact;
    wire::SharedConsent {
        consent_id: held.id.to_string(),
        kind: match given.kind {
            domain::facts::ConsentKind::Permit => WireKind::Permit,
            domain::facts::ConsentKind::Refuse => WireKind::Refuse,
        }
        .into(),
        given_by: reader.given_by(given.grantor).to_owned(),
        start_time: Some(wire_timestamp(given.start)),
        end_time: given.end.map(wire_timestamp),
        purpose: given.purpose.clone().unwrap_or_default(),
        verified: given.verified,
        grantor_entitled: standing.is_entitled(given.grantor),
    }
}

fn request(reader: &Reader<'_>, held: &Held<ConsentRequest>) -> wire::PendingRequest {
    let ConsentRequest { asked, answers, .. } = &held.fact;
    let count = |n| u32::try_from(n).unwrap_or(u32::MAX);
    let mine = asked.grantors.iter().any(|person| reader.is_me(*person));
    let answered = answers.iter().any(|answer| reader.is_me(answer.answer.0));
    wire::PendingRequest {
        request_id: held.id.to_string(),
        asked_time: Some(wire_timestamp(held.at)),
        expire_time: Some(wire_timestamp(asked.expires)),
        asked_count: count(asked.grantors.len()),
        answered_count: count(answers.len()),
        awaits_caller: mine && !answered,
        purpose: asked.purpose.clone().unwrap_or_default(),
    }
}

/// The sectors of the sources that each organisation has.
pub(super) type Sources = BTreeMap<OrganisationId, BTreeSet<Sector>>;

impl Standing {
    /// The blocks that the reader may know of, and beside each row the ids of those against its sources.
    // R-SHARING-5
    pub(super) fn blocks(
        &self,
        reader: &Reader<'_>,
        sources: &Sources,
        rows: &mut [wire::Sharing],
    ) -> Vec<wire::SharedBlock> {
        let place = !reader.leaves_places_out();
        let told = self.blocks.iter().map(|held| {
            let block = &held.fact;
            let of = sources.get(&block.organisation);
            let sectors: Vec<_> = (of.into_iter().flatten())
                .map(ToString::to_string)
                .collect();
            for row in rows.iter_mut() {
                if sectors.contains(&row.source_sector) {
                    row.block_ids.push(held.id.to_string());
                }
            }
            let period = |end: fn(BlockedPeriod) -> Option<Timestamp>| {
                block.period.and_then(end).map(wire_timestamp)
            };
            wire::SharedBlock {
                block_id: held.id.to_string(),
                provider: Some(block.organisation.clone().into()).filter(|_| place),
                unit: (block.unit.clone().filter(|_| place)).unwrap_or_default(),
                source_sectors: sectors,
                information_types: block.types.iter().map(ToString::to_string).collect(),
                information_start_time: period(|period| period.start),
                information_end_time: period(|period| period.end),
                start_time: Some(wire_timestamp(block.start)),
                lifted_until_time: self.lifted_until(block).map(wire_timestamp),
            }
        });
        told.collect()
    }
}
