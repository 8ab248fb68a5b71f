//! `ListSharing`: who shares what with whom about a child. Reads facts and ledger once, decides for each recipient, and leaves the rest to
//! pure rooms: [`reader`] says what the reader may know, [`pairs`] puts the rows together.

mod pairs;
mod reader;
mod told;

use std::sync::Arc;

use domain::{decide::Actor, policy::Audience, time::Country};
use proto::{
    convert::common::wire_timestamp,
    status::bad_request,
    transport::PeerInfo,
    v1::{access as wire, overview::OverviewQuery},
};
use tonic::{Response, Status};

use super::{Access, list::OWN_READINGS, log_own_reading};
use crate::{
    identity::VerifiedActor,
    numbers::joined,
    overview::{
        Overview, SharingView,
        query::{Asked, Language},
        recipient::shown,
    },
    store::StoreError,
};
use pairs::{MAX_ROWS, Recipient, Standing};
use reader::Reader;
use told::Sources;

pub(super) async fn list(
    access: &Access,
    peer: PeerInfo,
    actor: Arc<VerifiedActor>,
    request: wire::ListSharingRequest,
) -> Result<Response<wire::ListSharingResponse>, Status> {
    let aggregator = &access.aggregator;
    let is_auditor = access.auditor_roles.contains(&actor.role);
    let asked = parse(request)?;
    let (birth, country) = (asked.child.birth_date(), asked.child.country());
    let language = asked.language;
    let overview = Overview::new(aggregator.clone(), actor.clone(), peer, asked)?;
    let granted = overview.sharing_view(is_auditor).await?;
    let view = &granted.view;
    let child = overview.child();
    let [_, what] = OWN_READINGS;
    log_own_reading(access, &actor, child, what).await?;
    let joined = joined(aggregator, child, birth, |_, _| true).await;
    let facts = joined.map_err(|error| error.status())?.facts;
    let ledger = aggregator.store.ledger(child).await;
    let ledger = ledger.map_err(|error| error.status())?;
    if !ledger.unreadable.is_empty() {
        // Half a list of consents would be taken for a whole one.
        return Err(StoreError::Unreadable { what: "statement" }.status());
    }
    let now = aggregator.clock.now();
    // The child's country decides: an auditor may work in another.
    let policies = aggregator.policies.load();
    let policy = policies.of(country).unwrap_or(overview.policy());
    let reader = Reader::of(overview.actor(), view, &facts, policy, now);
    let standing = Standing::of(&ledger, &facts, &reader, now);
    let decide = |recipient: &Recipient| {
        let actor = as_actor(recipient, overview.actor(), country);
        shown(aggregator, policy, &actor, &facts, language, now)
    };
    let sources = sources(access, country);
    let sectors = sources.values().flatten().cloned().collect();
    let mut rows = standing.rows(&reader, &sectors, &decide);
    let more = rows.len() > MAX_ROWS || standing.leaves_recipients_out();
    rows.truncate(MAX_ROWS);
    let blocks = standing.blocks(&reader, &sources, &mut rows);
    overview.still_grants(&granted).await?;
    Ok(Response::new(wire::ListSharingResponse {
        sharings: rows,
        blocks,
        blocked_information_exists: matches!(
            view,
            SharingView::Place {
                blocked_information_exists: true
            }
        ),
        places_left_out: reader.leaves_places_out(),
        decided_time: Some(wire_timestamp(now)),
        more,
    }))
}

fn parse(request: wire::ListSharingRequest) -> Result<Asked, Status> {
    let wire::ListSharingRequest { child, language } = request;
    Language::parse(&language)
        .map_err(|expected| bad_request("INVALID_REQUEST", &[("language", expected)]))?;
    let query = OverviewQuery {
        child,
        language,
        ..OverviewQuery::default()
    };
    Asked::parse(Some(query)).map_err(|_| {
        let expected = "expected a known identifier system and a value of its form";
        bad_request("INVALID_REQUEST", &[("child", expected)])
    })
}

/// A recipient as one who asks. The own place is the caller as the token has it.
fn as_actor(recipient: &Recipient, reader: &Actor, country: Country) -> Actor {
    if reader.audience == Audience::Professional && reader.organisation == recipient.organisation {
        let is_own = reader.sector == recipient.sector && reader.unit == recipient.unit;
        if is_own {
            return reader.clone();
        }
    }
    Actor {
        audience: Audience::Professional,
        country,
        sector: recipient.sector.clone(),
        organisation: recipient.organisation.clone(),
        unit: recipient.unit.clone(),
        person: None,
    }
}

/// Which sectors of sources each organisation has, in one country.
fn sources(access: &Access, country: Country) -> Sources {
    let mut found = Sources::new();
    for source in access.aggregator.sources.all() {
        let admission = &source.admission;
        if admission.country == country {
            let sectors = found.entry(admission.organisation.clone()).or_default();
            sectors.insert(admission.sector.clone());
        }
    }
    found
}
